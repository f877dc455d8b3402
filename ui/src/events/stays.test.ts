import { expect, test } from "vitest";
import type { RecordedEvent } from "../server/types";
import { stayKey, staysOf } from "./stays";

const begin = "2026-11-27T10:00:00.000Z";
let id = 100;

function event(more: Partial<RecordedEvent>): RecordedEvent {
  return {
    id: --id,
    type: "left",
    time: begin,
    stream: "yard",
    zone: "door",
    person: 7,
    since: begin,
    ...more,
  };
}

test("who left is who entered then", () => {
  const left = event({ time: "2026-11-27T10:02:00.000Z" });
  const other = event({ person: 8 });
  const entered = event({ type: "entered", cause: "crossed" });
  const stays = staysOf([left, other, entered]);
  expect(stays.get(stayKey(entered)!)).toEqual({ entered, left });
  expect(stays.get(stayKey(other)!)).toEqual({ left: other });
});

test("a stay goes on under another id", () => {
  const left = event({ person: 9 });
  const again = event({ type: "entered", cause: "resumed", person: 9, resumes: 7 });
  const entered = event({ type: "entered", cause: "appeared" });
  const stays = staysOf([left, again, entered]);
  expect(stays.get(stayKey(entered)!)).toEqual({ entered, left });
  expect(stays.get(stayKey(left)!)).toEqual({ entered, left });
});

test("crossings and zones have no stays", () => {
  expect(stayKey({ id: 1, type: "occupied", time: begin, zone: "door" })).toBeNull();
  expect(stayKey({ id: 1, type: "crossed", time: begin, line: "gate", person: 7 })).toBeNull();
});
