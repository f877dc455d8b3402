import { LedgerBar } from "../panel/ledger_bar";
import { StateIcon } from "../picture/state_icon";
import type { Stream } from "../server/types";
import { moment } from "../texts/numbers";
import { texts } from "../texts/texts";
import { type Row, sourceOf, workOf } from "./figures";

/** All that is told of one stream, apart from its picture and who is in it. */
export function StreamFigures({ stream }: { stream: Stream }) {
  const t = texts.value.camera;
  return (
    <section class="stream-figures">
      <h2>{t.figures}</h2>
      <Rows rows={workOf(stream, t)} />
      <h3>{t.ledger}</h3>
      <LedgerBar ledger={stream.ledger} />
      <h3>{t.source}</h3>
      <Rows rows={sourceOf(stream, t)} />
      <h3>{t.history}</h3>
      <States stream={stream} />
    </section>
  );
}

function Rows({ rows }: { rows: Row[] }) {
  return (
    <dl class="rows">
      {rows.map(({ name, value, note }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {value}
            {note && <span class="note">{note}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Newest first. */
function States({ stream }: { stream: Stream }) {
  return (
    <ol class="states">
      {stream.history.toReversed().map(({ at, state, reason }) => (
        <li key={at + state}>
          <StateIcon state={state} />
          <time dateTime={at}>{moment(at)}</time> {texts.value.states[state]}
          {reason && <span class="note">{reason}</span>}
        </li>
      ))}
    </ol>
  );
}
