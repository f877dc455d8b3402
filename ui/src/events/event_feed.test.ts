import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { EventPage, RecordedEvent } from "../server/types";
import { EventFeed } from "./event_feed";
import { filtersFrom } from "./filters";

function event(id: number): RecordedEvent {
  return { id, type: "entered", time: new Date(Date.now() - 60_000 + id).toISOString() };
}

/** A server whose record is `recorded`; it tells live what is put into `told`. */
const server = {
  recorded: [] as RecordedEvent[],
  asked: [] as string[],
  sources: [] as FakeSource[],
};

class FakeSource {
  onopen?: () => void;
  onmessage?: (message: { data: string }) => void;
  onerror?: () => void;
  closed = false;

  constructor(readonly path: string) {
    server.sources.push(this);
  }
  close(): void {
    this.closed = true;
  }
  tell(id: number): void {
    this.onmessage!({ data: JSON.stringify(event(id)) });
  }
}

function answer(path: string): EventPage {
  server.asked.push(path);
  const query = new URLSearchParams(path.split("?")[1]);
  const after = Number(query.get("after") ?? Number.POSITIVE_INFINITY);
  const limit = Number(query.get("limit"));
  const events = server.recorded.filter(({ id }) => id < after).reverse();
  const page = events.slice(0, limit);
  return { events: page, next: page.length === limit ? page.at(-1)!.id : null };
}

let feed: EventFeed;
const shown = () => feed.log.shown.map(({ id }) => id);

function begin(address = "last=1h&type=entered,left"): void {
  feed = new EventFeed(filtersFrom(new URLSearchParams(address)));
}

beforeEach(() => {
  server.recorded = [];
  server.asked = [];
  server.sources = [];
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", FakeSource);
  vi.stubGlobal("fetch", (path: string) => Promise.resolve(Response.json(answer(path))));
});
afterEach(() => {
  feed.end();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});
const settle = () => vi.advanceTimersByTimeAsync(0);

test("it listens from behind the newest of the first page", async () => {
  server.recorded = [event(3), event(4)];
  begin();
  await settle();
  expect(server.asked[0]).toContain("type=entered%2Cleft&limit=200&order=desc&since=");
  expect(server.sources[0]!.path).toBe("api/v1/events/live?type=entered%2Cleft&after=4");
  server.sources[0]!.tell(5);
  expect(shown()).toEqual([5, 4, 3]);
});

test("what is recorded before it listens is neither missed nor there twice", async () => {
  begin();
  await settle();
  server.recorded = [event(1), event(2)];
  server.sources[0]!.onopen!();
  server.sources[0]!.tell(2);
  await settle();
  expect(shown()).toEqual([2, 1]);
});

test("after a loss it goes on behind the last one that it has heard", async () => {
  server.recorded = [event(1)];
  begin();
  await settle();
  server.sources[0]!.tell(2);
  server.sources[0]!.onerror!();
  expect(server.sources[0]!.closed).toBe(true);
  await vi.advanceTimersByTimeAsync(5000);
  expect(server.sources.length).toBe(2);
  expect(server.sources[1]!.path).toContain("after=2");
});

test("a record that begins anew is read anew", async () => {
  server.recorded = [event(70), event(71)];
  begin();
  await settle();
  server.recorded = [event(1)];
  server.sources[0]!.tell(1);
  await settle();
  expect(shown()).toEqual([1]);
  expect(server.sources[1]!.path).toContain("after=1");
});

test("of a span that is over nothing is listened to", async () => {
  begin("from=2026-01-01T10:00Z&to=2026-01-01T11:00Z");
  await settle();
  expect(server.asked[0]).toContain("since=1767261600&until=1767265200");
  expect(server.sources).toEqual([]);
});

test("what is older follows, a page at a time", async () => {
  server.recorded = Array.from({ length: 450 }, (_, i) => event(i + 1));
  begin();
  await settle();
  expect([feed.log.rows, feed.log.ended]).toEqual([200, false]);
  void feed.loadOlder();
  void feed.loadOlder();
  await settle();
  expect(server.asked.length).toBe(2);
  expect([feed.log.rows, feed.log.ended]).toEqual([450, true]);
});

test("a refusal is told, and over once there is an answer", async () => {
  const problem = { detail: "no event is kept" };
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json(problem, { status: 503 })));
  begin();
  await settle();
  expect(feed.state.value).toEqual({ kind: "refused", detail: "no event is kept" });
  vi.stubGlobal("fetch", (path: string) => Promise.resolve(Response.json(answer(path))));
  await vi.advanceTimersByTimeAsync(3000);
  expect(feed.state.value).toEqual({ kind: "ready" });
});
