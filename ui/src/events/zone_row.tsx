import { useComputed } from "@preact/signals";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { addressOf } from "../shell/route";
import { number } from "../texts/numbers";
import { texts } from "../texts/texts";
import { bandsOf, mostPeople, within } from "./buckets";
import type { ZoneOf } from "./filters";
import {
  bucketCount,
  bucketsBetween,
  chooseMarked,
  momentAt,
  onKey,
  type Plot,
  readingAt,
} from "./plot";
import { usePast } from "./use_past";

const height = 34; // Pixels.
const dragged = 4; // Pixels from which on it is no click.

interface Props {
  zone: ZoneOf;
  row: number;
  plot: Plot;
  showReading: (zone: ZoneOf, text: string) => void;
  /** Shows this zone alone. */
  onChoose: (zone: ZoneOf) => void;
}

/** A zone's past. It is asked for once the row is on the screen. */
export function ZoneRow({ zone, row, plot, showReading, onChoose }: Props) {
  const t = texts.value.events.timeline;
  const element = useRef<HTMLDivElement>(null);
  const { buckets, failed } = usePast(zone, plot.window, useOnScreen(element));
  const seen = useMemo(
    () => within(buckets ?? [], plot.shown),
    [buckets, plot.shown.from, plot.shown.to],
  );
  const most = mostPeople(seen);
  const at = useComputed(() =>
    plot.cursor.value?.row === row ? plot.cursor.value.at : null,
  ).value;
  const reading = buckets
    ? readingAt(plot, buckets, at ?? plot.window.to - 1)
    : failed
      ? t.failed
      : texts.value.shell.loading;
  useEffect(() => {
    if (at !== null) showReading(zone, reading);
  }, [at, reading]);
  useEffect(() => {
    // Only after a key: who points does not want the focus to go.
    const focused = document.activeElement;
    if (at !== null && focused !== element.current && focused?.classList.contains("plot"))
      element.current?.focus();
  }, [at]);
  const label = `${zone.title} – ${zone.zone}`;
  return (
    <li class="zone-row">
      <p class="zone-name">
        <button type="button" class="zone-choose" onClick={() => onChoose(zone)} title={label}>
          {zone.zone}
        </button>
        <a href={addressOf(["camera", zone.stream])} title={zone.title}>
          {zone.title}
        </a>
        <span class="zone-most">{seen.length > 0 && t.most(number(most))}</span>
      </p>
      <div
        ref={element}
        class={`plot${failed ? " failed" : ""}`}
        role="slider"
        tabIndex={row === (plot.cursor.value?.row ?? 0) ? 0 : -1}
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={bucketCount(plot.window) - 1}
        aria-valuenow={Math.floor(
          ((at ?? plot.window.to - 1) - plot.window.from) / plot.window.bucket,
        )}
        aria-valuetext={reading}
        onKeyDown={(event) => onKey(plot, row, event) && event.preventDefault()}
        {...pointing(plot, row)}
      >
        <Bands {...{ seen, plot, most: most || 1 }} />
      </div>
    </li>
  );
}

function Bands({
  seen,
  plot,
  most,
}: {
  plot: Plot;
  most: number;
  seen: Parameters<typeof bandsOf>[0];
}) {
  const { shown, width } = plot;
  const bands = useMemo(
    () => bandsOf(seen, shown, { width, height }, most),
    [seen, shown.from, shown.to, width, most],
  );
  return (
    <svg width={width} height={height} aria-hidden="true">
      <path class="band-unknown" d={bands.unknown} />
      <path class="band-vacant" d={bands.vacant} />
      <path class="band-peak" d={bands.peak} />
      <path class="band-mean" d={bands.mean} />
    </svg>
  );
}

/** Dragging marks a span and shows it; pointing reads. */
function pointing(plot: Plot, row: number) {
  const x = (event: PointerEvent) =>
    event.clientX - (event.currentTarget as Element).getBoundingClientRect().left;
  return {
    onPointerDown: (event: PointerEvent) => {
      if (event.button !== 0) return;
      const target = event.currentTarget as HTMLElement;
      target.setPointerCapture(event.pointerId);
      target.dataset.begin = String(x(event));
      plot.marked.value = null;
      plot.cursor.value = { row, at: momentAt(plot, x(event)) };
    },
    onPointerMove: (event: PointerEvent) => {
      const { begin } = (event.currentTarget as HTMLElement).dataset;
      const here = x(event);
      plot.cursor.value = { row, at: momentAt(plot, here) };
      if (begin === undefined) return;
      if (plot.marked.peek() || Math.abs(here - Number(begin)) > dragged)
        plot.marked.value = bucketsBetween(
          plot,
          momentAt(plot, Number(begin)),
          momentAt(plot, here),
        );
    },
    onPointerUp: (event: PointerEvent) => {
      delete (event.currentTarget as HTMLElement).dataset.begin;
      chooseMarked(plot);
    },
    onPointerCancel: (event: PointerEvent) => {
      delete (event.currentTarget as HTMLElement).dataset.begin;
      plot.marked.value = null;
    },
    onPointerLeave: (event: PointerEvent) => {
      if ((event.currentTarget as HTMLElement) !== document.activeElement) plot.cursor.value = null;
    },
    onDblClick: () => plot.zoomOut(),
  };
}

/** Whether it is on the screen, or nearly. */
function useOnScreen(element: { current: Element | null }): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const observer = new IntersectionObserver(
      (entries) => setSeen(entries.at(-1)!.isIntersecting),
      { rootMargin: "100px" },
    );
    observer.observe(element.current!);
    return () => observer.disconnect();
  }, []);
  return seen;
}
