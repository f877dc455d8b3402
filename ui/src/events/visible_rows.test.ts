import { expect, test } from "vitest";
import { visibleRows } from "./visible_rows";

test("only rows on the screen and a few around them are drawn", () => {
  expect(visibleRows(6000, 600, 60, 100_000, 5)).toEqual({ first: 95, end: 115 });
});

test("at either end there are no rows beyond", () => {
  expect(visibleRows(0, 600, 60, 100_000, 5)).toEqual({ first: 0, end: 15 });
  expect(visibleRows(5_999_400, 600, 60, 100_000, 5)).toEqual({ first: 99_985, end: 100_000 });
});

test("of a list that is empty, above the screen or below it there are none", () => {
  expect(visibleRows(0, 600, 60, 0, 5)).toEqual({ first: 0, end: 0 });
  const { first, end } = visibleRows(-2000, 600, 60, 10, 5);
  expect(end - first).toBeLessThanOrEqual(0);
});
