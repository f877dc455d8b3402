// Which piece of time is shown. Times are milliseconds since 1970, as of Date.

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Up to now, and it follows the clock; or from a moment to another. */
export type Span = { last: number } | { from: number; to: number };

export interface Moments {
  from: number;
  to: number;
}

/** For the buttons. */
export const presets = [15 * minute, hour, day, 7 * day, 30 * day] as const;
export const usualSpan: Span = { last: day };

/** What is shown first of a record that began then: all of a young one, else the last day. */
export function firstSpan(began: number, now: number): Span {
  return { last: presets.find((length) => now - began <= length && length <= day) ?? day };
}

const shortest = 10 * second;
const longest = 3650 * day; // What the server answers.

export function momentsOf(span: Span, now: number): Moments {
  return "last" in span ? { from: now - span.last, to: now } : span;
}

/** Whether something may still happen in it. */
export function isLive(span: Span, now: number): boolean {
  return "last" in span || span.to > now;
}

const units = { d: day, h: hour, m: minute, s: second } as const;

/** "15m", "1h", "30d": in the largest unit that fits. */
export function spanText(length: number): string {
  const [unit, size] = Object.entries(units).find(([, size]) => length % size === 0) ?? [
    "s",
    second,
  ];
  return `${Math.max(1, Math.round(length / size))}${unit}`;
}

function spanLength(text: string): number | null {
  const [, figures, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (!figures || !unit) return null;
  const length = Number(figures) * units[unit as keyof typeof units];
  return length >= shortest && length <= longest ? length : null;
}

/** Whether an address names a span at all. */
export function namesSpan(query: URLSearchParams): boolean {
  return query.has("last") || query.has("from");
}

/** Of an address: `last=1h`, or `from` and `to`. What makes no sense is passed over. */
export function spanFrom(query: URLSearchParams): Span {
  const last = spanLength(query.get("last") ?? "");
  if (last !== null) return { last };
  const from = Date.parse(query.get("from") ?? "");
  const to = Date.parse(query.get("to") ?? "");
  return to - from >= second && to - from <= longest ? { from, to } : usualSpan;
}

export function addSpan(span: Span, query: URLSearchParams): void {
  if ("last" in span) {
    query.set("last", spanText(span.last));
    return;
  }
  // In UTC: an address means the same wherever it is opened.
  query.set("from", utcText(span.from));
  query.set("to", utcText(span.to));
}

function utcText(moment: number): string {
  return new Date(moment).toISOString().replace(/(:00)?\.000Z$/, "Z");
}

/** Between two moments, whichever is the earlier. */
export function between(a: number, b: number): Span {
  const from = Math.floor(Math.min(a, b) / second) * second;
  return { from, to: Math.max(Math.ceil(Math.max(a, b) / second) * second, from + shortest) };
}

/** Twice as long around the same middle; what ended now still does. */
export function zoomedOut(span: Span, now: number): Span {
  if ("last" in span) return { last: Math.min(span.last * 2, longest) };
  const half = (span.to - span.from) / 2;
  if (half * 4 > longest) return span;
  return upToNow(between(span.from - half, span.to + half), now);
}

/** Half as long around `middle`. */
export function zoomedIn(span: Span, now: number, middle?: number): Span {
  const { from, to } = momentsOf(span, now);
  const quarter = (to - from) / 4;
  if (quarter * 2 < shortest) return span;
  const at = Math.min(Math.max(middle ?? (from + to) / 2, from + quarter), to - quarter);
  return between(at - quarter, at + quarter);
}

/** By half of its length; not beyond now. */
export function shifted(span: Span, now: number, direction: 1 | -1): Span {
  const { from, to } = momentsOf(span, now);
  const by = ((to - from) / 2) * direction;
  return upToNow(between(from + by, to + by), now);
}

/** What would reach into the future ends now instead, as long as it was. */
function upToNow(span: Span, now: number): Span {
  if ("last" in span || span.to <= now) return span;
  return { last: Math.round((span.to - span.from) / second) * second };
}

const steps = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * second),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * minute),
  ...[1, 2, 3, 6, 12].map((n) => n * hour),
  day,
];

/** The shortest of the fixed lengths of buckets of which there are at most so many. */
export function bucketFor(length: number, most: number): number {
  const found = steps.find((step) => length / step <= most);
  return found ?? Math.ceil(length / most / day) * day;
}

/** The last moment at or before this one at which a bucket begins, by the local clock. */
export function bucketStart(moment: number, bucket: number): number {
  const ahead = -new Date(moment).getTimezoneOffset() * minute;
  return Math.floor((moment + ahead) / bucket) * bucket - ahead;
}

/** For `<input type="datetime-local">`; seconds only where they matter. */
export function localText(moment: number, withSeconds: boolean): string {
  const local = moment - new Date(moment).getTimezoneOffset() * minute;
  return new Date(local).toISOString().slice(0, withSeconds ? 19 : 16);
}
