import { expect, test } from "vitest";
import { Turns } from "./turns";

const wanted = new AbortController().signal;

test("no more run at a time than may, and all of them in order", async () => {
  const turns = new Turns(2);
  const begun: number[] = [];
  let running = 0;
  const ends: (() => void)[] = [];
  const all = [0, 1, 2, 3].map((n) =>
    turns.take(async () => {
      begun.push(n);
      expect(++running).toBeLessThanOrEqual(2);
      await new Promise<void>((end) => ends.push(end));
      --running;
    }, wanted),
  );
  for (let n = 0; n < 4; ++n) {
    await expect.poll(() => ends.length).toBeGreaterThan(n);
    ends[n]!();
  }
  await Promise.all(all);
  expect(begun).toEqual([0, 1, 2, 3]);
});

test("one that fails, or is not wanted any more, makes room", async () => {
  const turns = new Turns(1);
  const failed = turns.take(() => Promise.reject(new Error("no")), wanted);
  const gone = turns.take(() => Promise.resolve(1), AbortSignal.abort(new Error("gone")));
  const last = turns.take(() => Promise.resolve(2), wanted);
  await expect(failed).rejects.toThrow("no");
  await expect(gone).rejects.toThrow("gone");
  await expect(last).resolves.toBe(2);
});
