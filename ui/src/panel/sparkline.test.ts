import { expect, test } from "vitest";
import { rangeOf, span, sparkPath } from "./sparkline";

test("the newest value is at the right edge", () => {
  expect(sparkPath([0, 5, 10], 10)).toBe("M57 1h0L58 0.5L59 0");
});

test("what is not known is a gap, and a value between two gaps a dot", () => {
  expect(sparkPath([1, null, 1, null, 1, 1], 1)).toBe("M54 0h0M56 0h0M58 0h0L59 0");
  expect(sparkPath([null, null], 1)).toBe("");
});

test("no more than a minute is shown, and nothing beyond the box", () => {
  const path = sparkPath([...Array(span + 40).fill(0), 99, -1], 10);
  expect(path.match(/[ML]/g)).toHaveLength(span);
  expect(path).toMatch(/^M0 1h0.*L58 0L59 1$/);
});

test("the range is that of what is known", () => {
  expect(rangeOf([3, null, 1, 2])).toEqual({ least: 1, most: 3 });
  expect(rangeOf([null])).toBeNull();
  expect(rangeOf([])).toBeNull();
});
