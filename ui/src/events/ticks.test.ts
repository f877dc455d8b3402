import { expect, test } from "vitest";
import { ticksOf } from "./ticks";

const hour = 3_600_000;

function clock(at: number): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((figure) => String(figure).padStart(2, "0"))
    .join(":");
}

test("an hour has a tick every ten minutes where there is room for six", () => {
  const from = new Date(2026, 10, 27, 10, 3).getTime();
  const ticks = ticksOf({ from, to: from + hour }, 6);
  expect(ticks.map(({ at }) => clock(at))).toEqual([
    "10:10:00",
    "10:20:00",
    "10:30:00",
    "10:40:00",
    "10:50:00",
    "11:00:00",
  ]);
  expect(new Set(ticks.map(({ kind }) => kind))).toEqual(new Set(["minute"]));
});

test("a new day is told", () => {
  const from = new Date(2026, 10, 27, 20).getTime();
  const ticks = ticksOf({ from, to: from + 8 * hour }, 8);
  expect(ticks.map(({ kind }) => kind)).toContain("day");
  expect(ticks.find(({ kind }) => kind === "day")!.at).toBe(new Date(2026, 10, 28).getTime());
});

test("a month has days alone", () => {
  const from = new Date(2026, 9, 10, 12).getTime();
  const ticks = ticksOf({ from, to: from + 30 * 24 * hour }, 10);
  expect(ticks.every(({ kind }) => kind === "day")).toBe(true);
  expect(ticks.length).toBeLessThanOrEqual(10);
  for (const { at } of ticks) expect(clock(at)).toBe("00:00:00");
});

test("seconds are told where they matter", () => {
  const from = new Date(2026, 10, 27, 10, 0, 3).getTime();
  const ticks = ticksOf({ from, to: from + 30_000 }, 6);
  expect(ticks.map(({ at }) => clock(at))).toEqual([
    "10:00:05",
    "10:00:10",
    "10:00:15",
    "10:00:20",
    "10:00:25",
    "10:00:30",
  ]);
  expect(ticks[0]!.kind).toBe("second");
});

test.each([1, 24, 240, 24 * 30, 24 * 365, 24 * 3650])(
  "%i hours never have more ticks than there is room for",
  (hours) => {
    const from = new Date(2026, 2, 20, 7, 11).getTime();
    for (const most of [3, 8, 20])
      expect(ticksOf({ from, to: from + hours * hour }, most).length).toBeLessThanOrEqual(most + 2);
  },
);
