import { LedgerBar } from "../panel/ledger_bar";
import { ledgerParts } from "../panel/ledger_parts";
import { titleOf, wantedOf } from "../server/stream";
import type { Known, Ledger, Stream } from "../server/types";
import { addressOf } from "../shell/route";
import type { Texts } from "../texts/en";
import { count, number } from "../texts/numbers";
import { texts } from "../texts/texts";
import type { Sortable } from "./order";

export type ColumnKey = keyof Texts["system"]["streams"]["columns"];

export interface Column {
  /** What its rows are sorted by. */
  sortable: (stream: Stream) => Sortable;
  /** What it shows, if not the number that it is sorted by. */
  cell?: (stream: Stream) => preact.ComponentChildren;
  /** Of numbers, as shown. */
  digits?: number;
}

/** In the order in which they stand. */
export const columns: Record<ColumnKey, Column> = {
  title: {
    sortable: titleOf,
    cell: (stream) => (
      <a href={addressOf(["camera", stream.id])} title={titleOf(stream)}>
        {titleOf(stream)}
      </a>
    ),
  },
  state: { sortable: ({ state }) => texts.value.states[state], cell: State },
  people: { sortable: ({ people }) => people },
  fps: { sortable: ({ fps }) => fps, digits: 1 },
  looks: { sortable: ({ detections_per_sec }) => detections_per_sec, cell: Looks },
  ledger: {
    sortable: ({ ledger }) => partOf(ledger, "late") + partOf(ledger, "broken"),
    cell: (stream) => <LedgerBar ledger={stream.ledger} compact={{ label: titleOf(stream) }} />,
  },
  age: { sortable: ({ age_ms }) => age_ms.p95, cell: Age },
  lag: { sortable: ({ lag_ms }) => lag_ms },
  decode: { sortable: ({ decode_ms_per_s }) => decode_ms_per_s },
  mode: { sortable: modeOf, cell: Mode },
  packets: ofLedger("packets"),
  frames: ofLedger("frames"),
  detected: ofLedger("detected"),
  replaced: ofLedger("replaced"),
  expired: ofLedger("expired"),
  corrupt: ofLedger("corrupt"),
  discarded: {
    sortable: ({ ledger }) => Object.values(ledger.discarded).reduce((sum, more) => sum + more, 0),
  },
  incidents: { sortable: ({ incidents }) => incidents },
};

export function Cell({ column, stream }: { column: Column; stream: Stream }) {
  if (column.cell) return <>{column.cell(stream)}</>;
  const value = column.sortable(stream) as Known<number>;
  return <>{column.digits ? number(value, column.digits) : count(value)}</>;
}

function ofLedger(line: Exclude<keyof Ledger, "discarded">): Column {
  return { sortable: ({ ledger }) => ledger[line] };
}

/** 0 to 1 of what arrived. */
function partOf(ledger: Ledger, outcome: "late" | "broken"): number {
  const parts = ledgerParts(ledger).filter((part) => part.outcome === outcome);
  return parts.reduce((sum, part) => sum + part.count, 0) / Math.max(ledger.packets, 1);
}

function State({ state, reason }: Stream) {
  return (
    <>
      <span class={`state ${state}`}>{texts.value.states[state]}</span>
      {reason && (
        <span class="reason" title={reason}>
          {reason}
        </span>
      )}
    </>
  );
}

function Looks(stream: Stream) {
  return (
    <>
      {number(stream.detections_per_sec, 1)}
      <span class="of"> / {number(wantedOf(stream) || null, 1)}</span>
    </>
  );
}

function Age({ age_ms }: Stream) {
  return (
    <>
      {number(age_ms.p95)}
      <span class="of"> / {number(age_ms.p50)}</span>
    </>
  );
}

function modeOf({ decode }: Stream): Known<string> {
  return decode.now && texts.value.system.streams.modes[decode.now];
}

function Mode(stream: Stream) {
  return (
    <span title={stream.decode.reason}>
      {modeOf(stream) ?? number(null)}
      {stream.decode.cut && <span class="cut"> {texts.value.system.streams.cut}</span>}
    </span>
  );
}
