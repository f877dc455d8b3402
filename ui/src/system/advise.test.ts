import { expect, test } from "vitest";
import type { Stats, Stream } from "../server/types";
import { advise, bearableRate, type Held, takenByOthers, told } from "./advise";

interface Case {
  fps?: number;
  due?: number;
  wanted?: number;
  got?: number;
  lag_ms?: number;
  cut?: boolean;
  frames?: number;
  state?: Stream["state"];
  reason?: string;
}

/** Only what advise() looks at. */
function stream(id: string, given: Case = {}): Stream {
  const { fps = 25, due = 25, got = 25, lag_ms = 2, cut = false, frames = 1e6 } = given;
  return {
    id,
    state: given.state ?? "running",
    reason: given.reason ?? "",
    fps,
    detections_wanted_per_sec: given.wanted ?? due,
    detections_due_per_sec: due,
    detections_per_sec: got,
    lag_ms,
    decode: { cut },
    ledger: { frames },
  } as Stream;
}

interface Machine {
  load?: number[];
  share?: number;
  trouble?: string | null;
  seconds?: number;
}

function stats({ load = [0.99, 0.97], share = 1, trouble = null, seconds = 60 }: Machine = {}) {
  return {
    lanes: { load },
    decode_share: share,
    trouble,
    history: { fps: Array(seconds).fill(25) },
  } as Stats;
}

/** What is told after so many answers, all alike. */
function after(answers: number, streams: Stream[], machine = stats(), before: Held[] = []) {
  let held = before;
  for (let i = 0; i < answers; ++i) held = advise(streams, machine, held);
  return { held, told: told(held) };
}

test("a machine that keeps up gets no advice", () => {
  expect(after(9, [stream("yard"), stream("gate", { due: 6.25, got: 6.2 })]).told).toEqual([]);
  expect(after(9, []).told).toEqual([]);
});

test("a stream that gets less than it asks for is told, with both figures", () => {
  expect(after(3, [stream("yard", { got: 11.2 }), stream("gate")]).told).toEqual([
    { kind: "starved", stream: "yard", wanted: 25, got: 11.2 },
  ]);
});

test("a moment of it is not told", () => {
  const slow = [stream("yard", { got: 11 })];
  const two = after(2, slow);
  expect(two.told).toEqual([]);
  const well = after(1, [stream("yard")], stats(), two.held);
  expect(after(2, slow, stats(), well.held).told).toEqual([]);
});

test("what hovers at the limit does not come and go", () => {
  const at = (got: number) => [stream("yard", { got })];
  expect(after(9, at(22)).told).toEqual([]);
  let state = after(3, at(21));
  for (const got of [22, 23, 21, 23.5]) {
    state = after(1, at(got), stats(), state.held);
    expect(state.told).toHaveLength(1);
  }
  expect(after(1, at(24.5), stats(), state.held).told).toEqual([]);
});

test("a camera that gives fewer pictures than are wanted is not the machine's fault", () => {
  expect(after(9, [stream("yard", { fps: 10, due: 25, got: 10 })]).told).toEqual([]);
});

test("a stream of which only key frames shall be decoded asks for no more", () => {
  const few = [stream("yard", { fps: 0.5, due: 0.5, wanted: 25, got: 0.5 })];
  expect(after(9, few).told).toEqual([]);
});

test("looks that are missing while lanes idle are not for want of the machine", () => {
  expect(after(9, [stream("yard", { got: 10 })], stats({ load: [0.2, 0.1] })).told).toEqual([]);
});

test("where decoding is cut, all that is asked for counts", () => {
  const cut = [stream("yard", { fps: 4, due: 0.5, wanted: 25, got: 4, cut: true })];
  expect(after(3, cut, stats({ load: [0.3], share: 0.2 })).told).toEqual([
    { kind: "starved", stream: "yard", wanted: 25, got: 4 },
    { kind: "cut", stream: "yard" },
  ]);
});

test("what is decoded in full again is told no more", () => {
  const cut = [stream("yard", { cut: true })];
  const short = after(3, cut, stats({ share: 0.85 }));
  expect(short.told).toEqual([{ kind: "cut", stream: "yard" }]);
  const better = after(1, cut, stats({ share: 0.95 }), short.held);
  expect(better.told).toHaveLength(1);
  expect(after(1, cut, stats({ share: 0.99 }), better.held).told).toEqual([]);
  expect(after(9, cut, stats({ share: 0.95 })).told).toEqual([]);
});

test("the first seconds of the program and of a stream are not judged", () => {
  const slow = { got: 1, lag_ms: 900 };
  expect(after(9, [stream("yard", slow)], stats({ seconds: 7 })).told).toEqual([]);
  expect(after(9, [stream("yard", { ...slow, frames: 150 })]).told).toEqual([]);
});

test("what is read late is told until it is well in time", () => {
  const late = after(3, [stream("yard", { lag_ms: 700 })]);
  expect(late.told).toEqual([{ kind: "late", stream: "yard", lag_ms: 700 }]);
  const less = after(1, [stream("yard", { lag_ms: 300 })], stats(), late.held);
  expect(less.told).toEqual([{ kind: "late", stream: "yard", lag_ms: 300 }]);
  expect(after(1, [stream("yard", { lag_ms: 100 })], stats(), less.held).told).toEqual([]);
});

test("trouble of the record and lost streams are told at once, with their reasons", () => {
  const waiting = stream("yard", { state: "waiting", reason: "refused" });
  expect(after(1, [waiting], stats({ trouble: "no space left" })).told).toEqual([
    { kind: "trouble", reason: "no space left" },
    { kind: "lost", stream: "yard", state: "waiting", reason: "refused" },
  ]);
  expect(after(1, [stream("yard", { state: "connecting", reason: "refused" })]).told).toHaveLength(
    1,
  );
});

test("what ends as it should, or connects for the first time, is not lost", () => {
  const fine = [
    stream("a", { state: "ended", reason: "played" }),
    stream("b", { state: "connecting" }),
  ];
  expect(after(9, fine).told).toEqual([]);
});

test("other programs are named where they take much of the machine", () => {
  const taken = (cpu: number, own: number) =>
    takenByOthers({
      history: { cpu: [0, ...Array(10).fill(cpu)], cpu_process: [90, ...Array(10).fill(own)] },
    } as unknown as Stats);
  expect(taken(95, 25)).toBe(70);
  expect(taken(95, 80)).toBeNull();
});

test("a rate that would do is a little less than they get on average", () => {
  expect(bearableRate([{ got: 11.4 }, { got: 14 }])).toBe(12);
  expect(bearableRate([{ got: 2 }])).toBe(1.9);
  expect(bearableRate([{ got: 0 }])).toBe(0.1);
});
