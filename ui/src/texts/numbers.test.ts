import { expect, test } from "vitest";
import { moment } from "./numbers";

test("the day is told unless it is today", () => {
  const noon = new Date(2026, 10, 27, 12).getTime();
  expect(moment(noon, noon)).not.toMatch(/2026/);
  expect(moment(noon - 86_400_000, noon)).toMatch(/2026/);
});
