import type { Ledger } from "../server/types";
import { number } from "../texts/numbers";

/** What became of a part, at a glance. */
export type Outcome = "seen" | "coming" | "spared" | "late" | "broken";

/** Of what arrived, a part that ended in the same way. */
export interface LedgerPart {
  key: PartKey;
  outcome: Outcome;
  count: number;
}

const outcomes = {
  detected: "seen",
  in_flight: "coming",
  waiting: "coming",
  hidden: "coming", // Taken by the decoder; no picture came out of it, or none yet.
  not_due: "spared",
  economy: "spared",
  cancelled: "spared",
  replaced: "late",
  expired: "late",
  behind: "late",
  corrupt: "broken",
  no_key: "broken",
  rejected: "broken",
  failed: "broken",
  other: "broken", // Discarded for a reason that this page has not heard of.
  doubled: "spared", // Below zero: pictures beyond one a packet, which stand in other parts.
} as const satisfies Record<string, Outcome>;

export type PartKey = keyof typeof outcomes;

/**
 * Where everything that arrived went: parts whose counts add up to `ledger.packets` exactly, in the
 * order in which they are drawn. Parts of nothing are left out.
 */
export function ledgerParts(ledger: Ledger): LedgerPart[] {
  const { behind = 0, economy = 0, no_key = 0, ...others } = ledger.discarded;
  const other = Object.values(others).reduce((sum, count) => sum + count, 0);
  // A packet may hold no picture, or two.
  const hidden = ledger.submitted - ledger.frames;
  const counts: Record<PartKey, number> = {
    detected: ledger.detected,
    in_flight: ledger.in_flight,
    waiting: ledger.waiting,
    hidden: Math.max(hidden, 0),
    not_due: ledger.not_due,
    economy,
    cancelled: ledger.cancelled,
    replaced: ledger.replaced,
    expired: ledger.expired,
    behind,
    corrupt: ledger.corrupt,
    no_key,
    rejected: ledger.rejected,
    failed: ledger.failed,
    other,
    doubled: Math.min(hidden, 0),
  };
  return (Object.keys(outcomes) as PartKey[])
    .filter((key) => counts[key] !== 0)
    .map((key) => ({ key, outcome: outcomes[key], count: counts[key] }));
}

/** In percent, for a person: a little is never shown as nothing. */
export function shareText(part: number, all: number): string {
  if (all === 0) return number(null);
  const share = (part / all) * 100;
  return share > 0 && share < 0.1 ? `< ${number(0.1, 1)} %` : `${number(share, 1)} %`;
}
