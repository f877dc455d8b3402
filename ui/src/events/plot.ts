import type { ReadonlySignal, Signal } from "@preact/signals";
import { texts } from "../texts/texts";
import { type Bucket, bucketAt, wordsOf } from "./buckets";
import { momentTexts } from "./moment_text";
import { between, bucketStart, type Moments, type Span } from "./span";
import type { Window } from "./use_past";

/** Where one points, and in which row. */
export interface Cursor {
  row: number;
  at: number;
}

/** What all rows of a time line share. */
export interface Plot {
  window: Window;
  /** What is to be seen of it: buckets begin a little earlier. */
  shown: Moments;
  width: number; // Pixels.
  cursor: Signal<Cursor | null>;
  marked: Signal<Moments | null>;
  rows: number;
  choose: (span: Span) => void;
  zoomIn: (middle: number) => void;
  zoomOut: () => void;
}

export function momentAt({ shown, width }: Plot, x: number): number {
  const part = Math.min(Math.max(x / Math.max(width, 1), 0), 1);
  return Math.min(shown.from + part * (shown.to - shown.from), shown.to - 1);
}

/** 0 to 1 of the width. */
export function placeOf({ shown }: Pick<Plot, "shown">, moment: number): number {
  return Math.min(Math.max((moment - shown.from) / (shown.to - shown.from), 0), 1);
}

/** All buckets between two moments, in either order. */
export function bucketsBetween({ window, shown }: Plot, a: number, b: number): Moments {
  const from = bucketStart(Math.min(a, b), window.bucket);
  const to = bucketStart(Math.max(a, b), window.bucket) + window.bucket;
  return { from: Math.max(from, shown.from), to: Math.min(to, shown.to) };
}

export function bucketCount({ from, to, bucket }: Window): number {
  return Math.ceil((to - from) / bucket);
}

/** Of the piece of time around a moment: "10:15 – 10:20: occupied 3 min 20 s, up to 2 people". */
export function readingAt(plot: Plot, buckets: readonly Bucket[], moment: number): string {
  const t = texts.value.events.timeline;
  const { bucket } = plot.window;
  const found = bucketAt(buckets, moment);
  const from = bucketStart(moment, bucket);
  const [begin, end] = momentTexts(found ?? { from, to: from + bucket }, bucket);
  return t.reading(begin, end, found ? wordsOf(found) : t.nothing);
}

const farKeys = 10; // Buckets that Page Up and Page Down go.

/** What a key does in a row. True: it did something. */
export function onKey(plot: Plot, row: number, event: KeyboardEvent): boolean {
  const { bucket, from, to } = plot.window;
  const cursor = plot.cursor.peek();
  const at = cursor?.at ?? bucketStart(to - 1, bucket);
  const moves: Record<string, number> = {
    ArrowLeft: at - bucket,
    ArrowRight: at + bucket,
    PageDown: at - farKeys * bucket,
    PageUp: at + farKeys * bucket,
    Home: from,
    End: to - 1,
  };
  const target = moves[event.key];
  if (target !== undefined) {
    const moved = Math.min(Math.max(target, plot.shown.from), to - 1);
    if (event.shiftKey) mark(plot, at, moved);
    else plot.marked.value = null;
    plot.cursor.value = { row, at: moved };
    return true;
  }
  if (event.key === "ArrowUp" || event.key === "ArrowDown") {
    const next = row + (event.key === "ArrowUp" ? -1 : 1);
    if (next >= 0 && next < plot.rows) plot.cursor.value = { row: next, at };
    return true;
  }
  return zoomKey(plot, at, event.key);
}

/** From where marking began, which is the end that the cursor is not at. */
function mark(plot: Plot, at: number, moved: number): void {
  const marked = plot.marked.peek();
  const fixed = marked && (at - marked.from < marked.to - at ? marked.to - 1 : marked.from);
  plot.marked.value = bucketsBetween(plot, fixed ?? at, moved);
}

function zoomKey(plot: Plot, at: number, key: string): boolean {
  const marked: ReadonlySignal<Moments | null> = plot.marked;
  const chosen = marked.peek();
  if (key === "Enter" && chosen) chooseMarked(plot);
  else if (key === "Enter" || key === "+") plot.zoomIn(at);
  else if (key === "-") plot.zoomOut();
  else if (key === "Escape" && chosen) plot.marked.value = null;
  else return false;
  return true;
}

export function chooseMarked(plot: Plot): void {
  const marked = plot.marked.peek();
  plot.marked.value = null;
  if (marked) plot.choose(between(marked.from, marked.to));
}
