import type { Ledger } from "../server/types";

/** Where everything that arrived went, as one bar whose parts add up to it. */
export function LedgerBar({ ledger }: { ledger: Ledger }) {
  return <span class="ledger-bar">{ledger.packets}</span>;
}
