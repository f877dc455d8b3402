import "./time_line.css";
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { texts } from "../texts/texts";
import { type ZoneOf, zoneKey } from "./filters";
import { momentTexts, tickText } from "./moment_text";
import { type Cursor, type Plot, placeOf } from "./plot";
import { bucketFor, type Moments, momentsOf, type Span, zoomedIn, zoomedOut } from "./span";
import { type Tick, ticksOf } from "./ticks";
import { windowOf } from "./use_past";
import { ZoneRow } from "./zone_row";

const tickRoom = 92; // Pixels for a tick's text.
const pixelsOfBucket = 2;
const percent = (part: number) => `${part * 100}%`;

interface Props {
  zones: readonly ZoneOf[];
  span: Span;
  now: number;
  onSpan: (span: Span) => void;
  onZone: (zone: ZoneOf) => void;
}

/** A row for each zone: when it was occupied, vacant, or nobody knows. */
export function TimeLine({ zones, span, now, onSpan, onZone }: Props) {
  const t = texts.value.events.timeline;
  const axis = useRef<HTMLDivElement>(null);
  const width = useWidth(axis);
  const cursor = useSignal<Cursor | null>(null);
  const marked = useSignal<Moments | null>(null);
  const [reading, setReading] = useState("");
  const shown = momentsOf(span, now);
  const bucket = bucketFor(shown.to - shown.from, Math.max(width / pixelsOfBucket, 20));
  const plot: Plot = {
    window: windowOf(span, now, bucket),
    shown,
    width,
    cursor,
    marked,
    rows: zones.length,
    choose: onSpan,
    zoomIn: (middle) => onSpan(zoomedIn(span, now, middle)),
    zoomOut: () => onSpan(zoomedOut(span, now)),
  };
  const most = Math.max(Math.floor(width / tickRoom), 2);
  const ticks = useMemo(() => ticksOf(shown, most), [shown.from, shown.to, most]);
  return (
    <section class="time-line" aria-label={t.title}>
      <Legend />
      <ReadingLine plot={plot} reading={reading} />
      <div class="plots">
        <div class="axis-row">
          <div ref={axis} class="axis" aria-hidden="true">
            {ticks.map((tick) => (
              <TickLabel key={tick.at} tick={tick} plot={plot} width={width} />
            ))}
          </div>
        </div>
        <ol>
          {zones.map((zone, row) => (
            <ZoneRow
              key={zoneKey(zone)}
              zone={zone}
              row={row}
              plot={plot}
              showReading={(of, text) => setReading(`${of.title} – ${of.zone} · ${text}`)}
              onChoose={onZone}
            />
          ))}
        </ol>
        <Over plot={plot} ticks={ticks} />
      </div>
    </section>
  );
}

/** What is marked, or is where one points; else what one can do. Rows say it to screen readers. */
function ReadingLine({ plot, reading }: { plot: Plot; reading: string }) {
  const t = texts.value.events.timeline;
  const marked = plot.marked.value;
  if (marked) {
    const [from, to] = momentTexts(marked, plot.window.bucket);
    return <p class="reading">{t.marked(from, to)}</p>;
  }
  if (plot.cursor.value && reading)
    return (
      <p class="reading" aria-hidden="true">
        {reading}
      </p>
    );
  return (
    <p class="reading">
      {t.help} <span class="help-keys">{t.keys}</span>
    </p>
  );
}

/** Lines over all rows: times, where one points, what is marked. */
function Over({ plot, ticks }: { plot: Plot; ticks: readonly Tick[] }) {
  const at = plot.cursor.value?.at;
  const marked = plot.marked.value;
  return (
    <div class="over" aria-hidden="true">
      {ticks.map(({ at, kind }) => (
        <i key={at} class={`tick-line ${kind}`} style={{ left: percent(placeOf(plot, at)) }} />
      ))}
      {at !== undefined && <i class="cursor" style={{ left: percent(placeOf(plot, at)) }} />}
      {marked && (
        <b
          class="marked"
          style={{
            left: percent(placeOf(plot, marked.from)),
            width: percent(placeOf(plot, marked.to) - placeOf(plot, marked.from)),
          }}
        />
      )}
    </div>
  );
}

function TickLabel({ tick, plot, width }: { tick: Tick; plot: Plot; width: number }) {
  const left = placeOf(plot, tick.at);
  // Half of it would be outside.
  const edge =
    left * width < tickRoom / 2 ? "first" : (1 - left) * width < tickRoom / 2 ? "last" : "";
  return (
    <span class={`tick ${tick.kind} ${edge}`} style={{ left: percent(left) }}>
      {tickText(tick)}
    </span>
  );
}

/** Also holds the pattern of what is unknown, for all rows. */
function Legend() {
  const { legend } = texts.value.events.timeline;
  return (
    <ul class="band-legend">
      <li title={legend.heights}>
        <svg width="22" height="14" aria-hidden="true">
          <path class="band-peak" d="M0 14V2H22V14z" />
          <path class="band-mean" d="M0 14V7H22V14z" />
        </svg>
        {legend.occupied}
      </li>
      <li>
        <svg width="22" height="14" aria-hidden="true">
          <path class="band-vacant" d="M0 14V11H22V14z" />
        </svg>
        {legend.vacant}
      </li>
      <li>
        <svg width="22" height="14" aria-hidden="true">
          <defs>
            <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse">
              <path class="hatch" d="M-1.5 1.5L1.5 -1.5M0 6L6 0M4.5 7.5L7.5 4.5" />
            </pattern>
          </defs>
          <path class="band-unknown" d="M0 14V0H22V14z" />
        </svg>
        {legend.unknown}
      </li>
    </ul>
  );
}

function useWidth(element: { current: Element | null }): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const observer = new ResizeObserver(([entry]) =>
      setWidth(Math.floor(entry!.contentRect.width)),
    );
    observer.observe(element.current!);
    setWidth(Math.floor(element.current!.getBoundingClientRect().width));
    return () => observer.disconnect();
  }, []);
  return width;
}
