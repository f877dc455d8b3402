import { expect, test } from "vitest";
import { shortId } from "./overlay";

test("a person has three digits", () => {
  expect(shortId(17_952_480_000_417)).toBe("#417");
  expect(shortId(5)).toBe("#5");
});
