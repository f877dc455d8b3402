import { beforeEach, expect, test } from "vitest";
import type { RecordedEvent } from "../server/types";
import { EventLog } from "./event_log";

function event(id: number): RecordedEvent {
  return { id, type: "entered", time: new Date(id * 1000).toISOString() };
}
/** From one id to another, in that order. */
function events(from: number, to: number): RecordedEvent[] {
  const step = Math.sign(to - from) || 1;
  return Array.from({ length: Math.abs(to - from) + 1 }, (_, i) => event(from + i * step));
}
let log: EventLog;
const held = () => log.events.map(({ id }) => id);

beforeEach(() => {
  log = new EventLog(6, 3);
});

test("pages follow each other, and what comes twice is there once", () => {
  log.addOlder(events(9, 7), false);
  log.addOlder(events(7, 5), true);
  expect(held()).toEqual([9, 8, 7, 6, 5]);
  expect([log.newest, log.ended, log.rows]).toEqual([9, true, 5]);
});

test("what a page has beyond the newest is still to come", () => {
  log.take(event(5), false);
  log.addOlder(events(6, 4), true);
  log.take(event(6), false);
  expect(held()).toEqual([6, 5, 4]);
});

test("one that comes is on top, unless it was there already", () => {
  log.addOlder(events(9, 8), true);
  log.take(event(9), false);
  log.take(event(12), false);
  log.take(event(12), false);
  expect(held()).toEqual([12, 9, 8]);
});

test("while somebody reads they wait, in order, and so do all that follow", () => {
  log.addOlder(events(9, 8), true);
  log.take(event(10), true);
  log.take(event(11), false);
  expect(held()).toEqual([9, 8]);
  expect(log.waiting.length).toBe(2);
  expect(log.showWaiting()).toBe(true);
  expect(held()).toEqual([11, 10, 9, 8]);
  log.take(event(12), false);
  expect(held()).toEqual([12, 11, 10, 9, 8]);
});

test("too many that wait are read again instead of held", () => {
  for (const one of events(10, 14)) log.take(one, true);
  expect(log.waiting.length).toBe(3);
  expect(log.showWaiting()).toBe(false);
});

test("who scrolls down lets go of what is above, and gets it again", () => {
  log.addOlder(events(20, 15), false);
  log.addOlder(events(14, 11), false);
  expect(held()).toEqual([16, 15, 14, 13, 12, 11]);
  expect([log.above, log.rows, log.at(3), log.at(4)?.id]).toEqual([4, 10, null, 16]);
  log.addNewer(events(17, 18), false);
  expect(held()).toEqual([18, 17, 16, 15, 14, 13]);
  expect([log.above, log.rows, log.ended, log.at(4)?.id]).toEqual([2, 8, false, 16]);
  log.addNewer(events(19, 21), true);
  expect([log.above, log.newest]).toEqual([0, 21]);
  expect(held()).toEqual([21, 20, 19, 18, 17, 16]);
});

test("what comes while the top is not held waits and is read again", () => {
  log.addOlder(events(20, 15), false);
  log.addOlder(events(14, 13), false);
  log.take(event(21), false);
  expect(log.waiting.length).toBe(1);
  expect(log.showWaiting()).toBe(false);
});

test("what was decided later is shown where it happened", () => {
  const late = { ...event(9), time: event(6).time };
  log.addOlder([late, ...events(8, 7)], false);
  log.addOlder(events(6, 5), true);
  expect(log.shown.map(({ id }) => id)).toEqual([8, 7, 9, 6, 5]);
  expect(log.at(2)).toBe(late);
});

test("what has become too old goes", () => {
  log.addOlder(events(9, 5), false);
  expect(log.dropBefore(7000)).toBe(true);
  expect(held()).toEqual([9, 8, 7]);
  expect(log.ended).toBe(true);
  expect(log.dropBefore(7000)).toBe(false);
});
