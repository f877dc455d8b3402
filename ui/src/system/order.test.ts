import { expect, test } from "vitest";
import { nextOrder, orderText, parseOrder, sorted } from "./order";

const keys = ["title", "lag"] as const;

test("an order comes back out of the address", () => {
  for (const text of ["lag", "-lag", "title"]) expect(orderText(parseOrder(text, keys))).toBe(text);
});

test("a column that there is not is no order", () => {
  for (const text of ["", "-", "size", "--lag", null]) expect(parseOrder(text, keys)).toBeNull();
});

test("a column's head turns the order round, and then gives it up", () => {
  const first = nextOrder<"title" | "lag">(null, "lag", true);
  expect(first).toEqual({ key: "lag", falling: true });
  expect(nextOrder(first, "title", false)).toEqual({ key: "title", falling: false });
  const second = nextOrder(first, "lag", true);
  expect(second).toEqual({ key: "lag", falling: false });
  expect(nextOrder(second, "lag", true)).toBeNull();
});

test("what is not known comes last, whichever way", () => {
  const rows = [null, 2, null, 10, 1];
  expect(sorted(rows, false, (row) => row)).toEqual([1, 2, 10, null, null]);
  expect(sorted(rows, true, (row) => row)).toEqual([10, 2, 1, null, null]);
});

test("rows of the same value keep their places, whichever way", () => {
  const rows = ["b1", "a1", "b2", "a2"];
  expect(sorted(rows, false, (row) => row[0]!)).toEqual(["a1", "a2", "b1", "b2"]);
  expect(sorted(rows, true, (row) => row[0]!)).toEqual(["b1", "b2", "a1", "a2"]);
});

test("numbers in names count as numbers", () => {
  expect(sorted(["cam-10", "cam-9"], false, (row) => row)).toEqual(["cam-9", "cam-10"]);
});
