import { expect, test } from "vitest";
import type { Ledger } from "../server/types";
import { ledgerParts, shareText } from "./ledger_parts";

const nothing: Ledger = {
  packets: 0,
  discarded: { behind: 0, economy: 0, no_key: 0 },
  rejected: 0,
  submitted: 0,
  frames: 0,
  corrupt: 0,
  not_due: 0,
  offered: 0,
  detected: 0,
  replaced: 0,
  expired: 0,
  failed: 0,
  cancelled: 0,
  waiting: 0,
  in_flight: 0,
};

function sum(counts: number[]): number {
  return counts.reduce((all, count) => all + count, 0);
}

/** One that keeps the server's promise; a packet may have held no picture, or two. */
function randomLedger(): Ledger {
  const any = () => Math.floor(Math.random() ** 4 * 1e6);
  const discarded = { behind: any(), economy: any(), no_key: any(), unheard_of: any() };
  const fates = {
    detected: any(),
    replaced: any(),
    expired: any(),
    failed: any(),
    cancelled: any(),
    waiting: any(),
    in_flight: any(),
  };
  const offered = sum(Object.values(fates));
  const [corrupt, not_due, rejected] = [any(), any(), any()];
  const frames = corrupt + not_due + offered;
  const submitted = Math.max(frames + any() - any(), 0);
  const packets = sum(Object.values(discarded)) + rejected + submitted;
  return { packets, discarded, rejected, submitted, frames, corrupt, not_due, offered, ...fates };
}

test("the parts of any ledger add up to what arrived", () => {
  for (let i = 0; i < 2000; ++i) {
    const ledger = randomLedger();
    const parts = ledgerParts(ledger);
    expect(sum(parts.map(({ count }) => count))).toBe(ledger.packets);
    expect(new Set(parts.map(({ key }) => key)).size).toBe(parts.length);
    for (const { key, count } of parts)
      expect(key === "doubled" ? -count : count).toBeGreaterThan(0);
  }
});

test("nothing has no parts", () => {
  expect(ledgerParts(nothing)).toEqual([]);
});

test("what the decoder took and gave no picture for is a part of its own", () => {
  expect(
    ledgerParts({ ...nothing, packets: 3, submitted: 3, frames: 1, offered: 1, detected: 1 }),
  ).toEqual([
    { key: "detected", outcome: "seen", count: 1 },
    { key: "hidden", outcome: "coming", count: 2 },
  ]);
});

test("pictures beyond one a packet are taken off", () => {
  expect(ledgerParts({ ...nothing, packets: 2, submitted: 2, frames: 4, not_due: 4 })).toEqual([
    { key: "not_due", outcome: "spared", count: 4 },
    { key: "doubled", outcome: "spared", count: -2 },
  ]);
});

test("a reason that is not known still counts", () => {
  expect(ledgerParts({ ...nothing, packets: 5, discarded: { tired: 5 } })).toEqual([
    { key: "other", outcome: "broken", count: 5 },
  ]);
});

test("a little is not shown as nothing, and a share of nothing not as a number", () => {
  expect(shareText(1, 1e6)).toBe("< 0.1 %");
  expect(shareText(0, 10)).toBe("0.0 %");
  expect(shareText(5, 10)).toBe("50.0 %");
  expect(shareText(0, 0)).toBe("–");
});
