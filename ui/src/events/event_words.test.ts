import { expect, test } from "vitest";
import type { RecordedEvent } from "../server/types";
import { detailOf, lengthOf, pictureOf } from "./event_words";

const begin = "2026-11-27T10:00:00.000Z";
const later = "2026-11-27T10:02:05.000Z";

function event(more: Partial<RecordedEvent>): RecordedEvent {
  return { id: 1, type: "entered", time: later, ...more };
}

test.each([
  [{ cause: "crossed" }, "came over the border"],
  [{ type: "left", cause: "unobserved" }, "gone when the view came back"],
  [{ type: "crossed", direction: "right_to_left" }, "from right to left"],
  [{ type: "known", state: "vacant" }, "Vacant"],
  [{ type: "gap", count: 12 }, "12 events could not be kept"],
  [{ type: "stream_lost", reason: "no answer" }, "no answer"],
  [{ type: "occupied" }, ""],
] as [Partial<RecordedEvent>, string][])("%j is told as '%s'", (more, words) => {
  expect(detailOf(event(more))).toBe(words);
});

test("how long somebody stayed is told where it is known, and only there", () => {
  const left = event({ type: "left", since: begin });
  expect(lengthOf(left, undefined)).toBe("stayed 2 min 5 s");
  const entered = event({ time: begin, since: begin });
  expect(lengthOf(entered, undefined)).toBe("");
  expect(lengthOf(entered, { left })).toBe("stayed 2 min 5 s");
  expect(lengthOf(event({ type: "dwell", since: begin }), {})).toBe("2 min 5 s so far");
  expect(lengthOf(event({ type: "stream_restored", since: begin }), undefined)).toBe(
    "for 2 min 5 s",
  );
});

test("who left has the picture of when they entered", () => {
  const entered = event({ snapshot: "/api/v1/events/1/snapshot.jpg" });
  expect(pictureOf(event({ type: "left" }), { entered })).toBe("api/v1/events/1/snapshot.jpg");
  expect(pictureOf(event({ type: "left" }), undefined)).toBeUndefined();
});
