import { expect, test } from "vitest";
import { duration, secondsBetween } from "./durations";

test.each([
  [0, "0 s"],
  [0.44, "0.4 s"],
  [9.96, "10 s"],
  [59.6, "1 min"],
  [200, "3 min 20 s"],
  [3599.7, "1 h"],
  [7500, "2 h 5 min"],
  [86_399, "1 d"],
  [30 * 3600, "1 d 6 h"],
  [null, "–"],
  [Number.NaN, "–"],
])("%s seconds are told as %s", (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});

test("what lies between two times is told in seconds", () => {
  expect(secondsBetween("2026-11-27T04:00:00.000Z", "2026-11-27T04:01:00.500Z")).toBe(60.5);
});
