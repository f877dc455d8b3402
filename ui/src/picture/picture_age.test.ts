import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { PictureAge } from "./picture_age";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("a picture grows older while it is shown", () => {
  const age = new PictureAge();
  expect(age.nowMs()).toBeNull();
  age.note({ age_ms: 40 });
  vi.advanceTimersByTime(500);
  expect(age.nowMs()).toBeCloseTo(540);
  age.note({ age_ms: 60 });
  expect(age.nowMs()).toBeCloseTo(60);
});

test("only one of more than five seconds is called old", () => {
  const age = new PictureAge();
  expect(age.oldSeconds()).toBe(0);
  age.note({ age_ms: 100 });
  vi.advanceTimersByTime(4800);
  expect(age.oldSeconds()).toBe(0);
  vi.advanceTimersByTime(1300);
  expect(age.oldSeconds()).toBe(6);
  age.note({ age_ms: 100 });
  expect(age.oldSeconds()).toBe(0);
});
