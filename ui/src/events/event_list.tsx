import "./event_list.css";
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Stream } from "../server/types";
import { texts } from "../texts/texts";
import { EventDialog } from "./event_dialog";
import { type EventFeed, mostRows } from "./event_feed";
import { EventRow } from "./event_row";
import { titleIn } from "./filters";
import { stayKey, staysOf } from "./stays";
import { type Rows, scrollerOf, visibleRows } from "./visible_rows";

const spare = 8; // Rows beyond either edge.
const stayRows = 1000; // How far apart the events of a stay are looked for, at least.
const ahead = 200; // Rows that are left when more are asked for …
const stepsAhead = 20; // … and events from one to the next.

interface Props {
  feed: EventFeed;
  streams: readonly Stream[];
  now: number;
  /** All of it has to be read anew. */
  onReload: () => void;
}

/** What happened, newest first; of however many, only those on the screen are in the document. */
export function EventList({ feed, streams, now, onReload }: Props) {
  const t = texts.value.events;
  const list = useRef<HTMLOListElement>(null);
  const version = feed.version.value;
  const { log } = feed;
  const { rows, rowHeight } = useVisible(list, log.rows);
  const [active, setActive] = useState(0);
  const [opened, setOpened] = useState<number | null>(null); // An event's id.
  // Steps, so that it is not done again with every row.
  const around = Math.floor(rows.first / stayRows) * stayRows - log.above;
  const stays = useMemo(
    () => staysOf(log.shown.slice(Math.max(around - stayRows, 0), around + 2 * stayRows)),
    [feed, version, around],
  );
  const stayOf = (key: string | null) => (key === null ? undefined : stays.get(key));
  const at = opened === null ? -1 : log.shown.findIndex(({ id }) => id === opened);
  const shown = log.shown[at];
  useEffect(() => {
    feed.isRead = () => opened !== null || isBeingRead(list.current);
  });
  useEffect(() => {
    if (rows.first < log.above) void feed.loadNewer();
    else if (rows.end + ahead >= log.rows) void feed.loadOlder();
  }, [feed, version, rows.first, rows.end]);

  useEffect(() => {
    if (at >= 0 && at + stepsAhead >= log.shown.length) void feed.loadOlder();
  }, [feed, version, at]);

  const toTop = () => {
    setActive(0);
    const element = list.current!;
    scrollerOf(element).scrollTop += topOf(element);
    if (!feed.showWaiting() || log.above > 0) onReload();
  };
  const move = (row: number) => {
    const target = Math.min(Math.max(row, 0), log.rows - 1);
    setActive(target);
    showRow(list.current!, target, rowHeight);
    requestAnimationFrame(() => focusRow(list.current!, target));
  };
  const drawn = Array.from(
    { length: Math.max(rows.end - rows.first, 0) },
    (_, i) => rows.first + i,
  );
  return (
    <div class="event-list">
      {log.waiting.length > 0 && (
        <button type="button" class="button newer" onClick={toTop}>
          ▲ {t.newer(log.waiting.length)}
        </button>
      )}
      <ol
        ref={list}
        aria-label={t.list}
        style={{ height: `${log.rows * rowHeight}px` }}
        onKeyDown={(event) => {
          const target = rowAfterKey(event.key, active, Math.floor(innerHeight / rowHeight) - 2);
          if (target === null) return;
          event.preventDefault();
          move(target);
        }}
      >
        {drawn.map((row) => {
          const event = log.at(row);
          return (
            <li
              key={event?.id ?? -row}
              aria-setsize={log.ended ? log.rows : -1}
              aria-posinset={row + 1}
              data-event={event?.id}
              style={{ top: `${row * rowHeight}px` }}
              onFocusIn={() => setActive(row)}
            >
              {event && (
                <EventRow
                  event={event}
                  stay={stayOf(stayKey(event))}
                  title={event.stream ? titleIn(streams, event.stream) : ""}
                  now={now}
                  isActive={row === Math.min(Math.max(active, rows.first), rows.end - 1)}
                  onOpen={() => setOpened(event.id)}
                />
              )}
            </li>
          );
        })}
      </ol>
      <p class="list-end">
        {log.ended
          ? log.rows > 0 && t.end
          : log.rows >= mostRows
            ? t.tooMany
            : texts.value.shell.loading}
      </p>
      {shown && (
        <EventDialog
          event={shown}
          stay={stayOf(stayKey(shown))}
          title={shown.stream ? titleIn(streams, shown.stream) : ""}
          onNewer={at > 0 ? () => setOpened(log.shown[at - 1]!.id) : undefined}
          onOlder={at < log.shown.length - 1 ? () => setOpened(log.shown[at + 1]!.id) : undefined}
          onClose={() => {
            setOpened(null);
            if (at >= 0) move(log.above + at);
          }}
        />
      )}
    </div>
  );
}

function rowAfterKey(key: string, row: number, page: number): number | null {
  const targets: Record<string, number> = {
    ArrowDown: row + 1,
    ArrowUp: row - 1,
    PageDown: row + page,
    PageUp: row - page,
    Home: 0,
    End: Number.POSITIVE_INFINITY,
  };
  return targets[key] ?? null;
}

/** How far the list's beginning lies below the top of what scrolls it; negative: above. */
function topOf(list: Element): number {
  return list.getBoundingClientRect().top - scrollerOf(list).getBoundingClientRect().top;
}

/** Somebody has scrolled down, or is at one of its rows. */
function isBeingRead(list: Element | null): boolean {
  if (!list) return false;
  return topOf(list) < -8 || list.contains(document.activeElement);
}

/** Scrolls no further than needed. */
function showRow(list: Element, row: number, rowHeight: number): void {
  const scroller = scrollerOf(list);
  const above = topOf(list) + row * rowHeight;
  const below = above + rowHeight - scroller.clientHeight;
  if (above < 0) scroller.scrollTop += above;
  else if (below > 0) scroller.scrollTop += below;
}

function focusRow(list: Element, row: number): void {
  list.querySelector<HTMLElement>(`[aria-posinset="${row + 1}"] button`)?.focus({
    preventScroll: true,
  });
}

/** Follows scrolling and sizes. The height of a row is the style sheet's. */
function useVisible(
  list: RefObject<HTMLElement | null>,
  count: number,
): { rows: Rows; rowHeight: number } {
  const [seen, setSeen] = useState({ rows: { first: 0, end: 0 }, rowHeight: 60 });
  useLayoutEffect(() => {
    const look = () => {
      const element = list.current!;
      const scroller = scrollerOf(element);
      const rowHeight =
        Number.parseFloat(getComputedStyle(element).getPropertyValue("--row")) || 60;
      const rows = visibleRows(-topOf(element), scroller.clientHeight, rowHeight, count, spare);
      setSeen((before) =>
        before.rowHeight === rowHeight &&
        before.rows.first === rows.first &&
        before.rows.end === rows.end
          ? before
          : { rows, rowHeight },
      );
    };
    look();
    // Whatever scrolls: it is another element on small screens.
    document.addEventListener("scroll", look, { capture: true, passive: true });
    const observer = new ResizeObserver(look);
    observer.observe(document.documentElement);
    observer.observe(scrollerOf(list.current!));
    return () => {
      document.removeEventListener("scroll", look, { capture: true });
      observer.disconnect();
    };
  }, [count]);
  return seen;
}
