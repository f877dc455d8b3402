import { useRef } from "preact/hooks";
import type { Stream } from "../server/types";
import { replaceQuery, route } from "../shell/route";
import { texts } from "../texts/texts";
import { Cell, type ColumnKey, columns } from "./columns";
import { nextOrder, type Order, orderText, parseOrder, sorted } from "./order";

const keys = Object.keys(columns) as ColumnKey[];
const words: readonly ColumnKey[] = ["title", "state", "mode", "ledger"];
const againMs = 5000;

/** Every stream with all its figures; sorted by the column that the address names. */
export function StreamTable({ streams }: { streams: Stream[] }) {
  const { query } = route.value;
  const order = parseOrder(query.get("sort"), keys);
  const { rows, region } = useRows(streams, order);
  const t = texts.value.system.streams;

  function sort(key: ColumnKey) {
    const next = orderText(nextOrder(order, key, !words.includes(key) || key === "ledger"));
    const changed = new URLSearchParams(query);
    if (next) changed.set("sort", next);
    else changed.delete("sort");
    replaceQuery(changed);
  }

  return (
    <div class="streams">
      <h2>{t.title}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to scroll by keys. */}
      <section class="scrolling" tabIndex={0} aria-label={t.title}>
        <table>
          <caption class="unseen">{t.hint}</caption>
          <thead>
            <tr>
              {keys.map((key) => (
                <Head key={key} column={key} order={order} onSort={sort} />
              ))}
            </tr>
          </thead>
          <tbody ref={region}>
            {rows.map((stream) => (
              <Row key={stream.id} stream={stream} />
            ))}
          </tbody>
        </table>
      </section>
      {streams.length === 0 && <p class="words">{t.none}</p>}
    </div>
  );
}

/**
 * The streams in order. Figures change all the time: their rows change places only now and then,
 * and never under the pointer or while something in them has the focus.
 */
function useRows(streams: Stream[], order: Order<ColumnKey> | null) {
  const region = useRef<HTMLTableSectionElement>(null);
  const last = useRef({ text: "", at: 0, ids: [] as string[] });
  const text = `${orderText(order)} ${streams.map(({ id }) => id).join(" ")}`;
  const isHeld = region.current?.matches(":hover, :focus-within") ?? false;
  const isOld = performance.now() - last.current.at > againMs;
  if (text !== last.current.text || (isOld && !isHeld)) {
    const fresh = order ? sorted(streams, order.falling, columns[order.key].sortable) : streams;
    last.current = { text, at: performance.now(), ids: fresh.map(({ id }) => id) };
  }
  const byId = new Map(streams.map((stream) => [stream.id, stream]));
  return { region, rows: last.current.ids.map((id) => byId.get(id)!) };
}

function Row({ stream }: { stream: Stream }) {
  return (
    <tr data-stream={stream.id}>
      {keys.map((key) => {
        const cell = <Cell column={columns[key]} stream={stream} />;
        if (key === "title")
          return (
            <th key={key} scope="row" data-column={key}>
              {cell}
            </th>
          );
        return (
          <td key={key} data-column={key} class={words.includes(key) ? "" : "number"}>
            {cell}
          </td>
        );
      })}
    </tr>
  );
}

interface HeadProps {
  column: ColumnKey;
  order: Order<ColumnKey> | null;
  onSort: (column: ColumnKey) => void;
}

function Head({ column, order, onSort }: HeadProps) {
  const t = texts.value.system.streams;
  const way = order?.key === column ? (order.falling ? "descending" : "ascending") : undefined;
  return (
    <th
      scope="col"
      data-column={column}
      aria-sort={way}
      class={words.includes(column) ? "" : "number"}
    >
      <button type="button" title={t.whats[column]} onClick={() => onSort(column)}>
        {t.columns[column]}
        <span class="way" aria-hidden="true" />
      </button>
    </th>
  );
}
