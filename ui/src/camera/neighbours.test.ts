import { expect, test } from "vitest";
import { neighboursOf } from "./neighbours";

test("after the last camera comes the first", () => {
  const ids = ["a", "b", "c"];
  expect(neighboursOf(ids, "b")).toEqual({ previous: "a", next: "c" });
  expect(neighboursOf(ids, "c")).toEqual({ previous: "b", next: "a" });
  expect(neighboursOf(ids, "a")).toEqual({ previous: "c", next: "b" });
});

test("one alone has no neighbours, nor has one that is not there", () => {
  expect(neighboursOf(["a"], "a")).toBeNull();
  expect(neighboursOf(["a", "b"], "x")).toBeNull();
});
