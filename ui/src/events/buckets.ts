import type { Known, PresenceBucket, PresenceBuckets } from "../server/types";
import { texts } from "../texts/texts";
import { duration } from "./durations";
import type { Moments } from "./span";

/** What was known of a zone in a piece of time, in milliseconds since 1970. */
export type Bucket = Omit<PresenceBucket, "from" | "to"> & Moments;

export function bucketsIn({ buckets }: PresenceBuckets): Bucket[] {
  return buckets.map((bucket) => ({
    ...bucket,
    from: Date.parse(bucket.from),
    to: Date.parse(bucket.to),
  }));
}

/** What is fresh instead of what was known of the same time; nothing from before `from`. */
export function joined(known: readonly Bucket[], fresh: readonly Bucket[], from: number): Bucket[] {
  const begin = fresh[0]?.from ?? Number.POSITIVE_INFINITY;
  return [...known.filter((bucket) => bucket.from >= from && bucket.to <= begin), ...fresh];
}

/** Where to go on asking so that what changed afterwards is asked for, too. Null: all of it. */
export function staleFrom(known: readonly Bucket[], from: number, bucket: number): number | null {
  const [first] = known;
  const last = known.at(-1);
  if (!first || !last || first.from > from) return null;
  // Another length, or other beginnings: none of it can be used.
  if (known.length > 1 && first.to - first.from !== bucket) return null;
  if ((first.from - from) % bucket !== 0) return null;
  // What is decided late, such as that somebody left while nobody looked, is so by this much.
  const late = 60_000;
  const count = Math.floor((last.from - late - first.from) / bucket);
  return Math.max(first.from + Math.max(count, 0) * bucket, from);
}

/** Those of which at least a part lies between. */
export function within(buckets: readonly Bucket[], { from, to }: Moments): readonly Bucket[] {
  return buckets.filter((bucket) => bucket.to > from && bucket.from < to);
}

export function bucketAt(buckets: readonly Bucket[], moment: number): Bucket | null {
  return buckets.find(({ from, to }) => from <= moment && moment < to) ?? null;
}

/** The most people at once. Null: it is not known of any time. */
export function mostPeople(buckets: readonly Bucket[]): Known<number> {
  const known = buckets.flatMap(({ max_count }) => max_count ?? []);
  return known.length > 0 ? known.reduce((most, count) => Math.max(most, count)) : null;
}

/** In words, without its time. */
export function wordsOf({ occupied_s, vacant_s, unknown_s, max_count }: Bucket): string {
  const t = texts.value.events.timeline;
  if (occupied_s + vacant_s === 0) return t.allUnknown;
  const parts = occupied_s > 0 ? [t.occupied(duration(occupied_s))] : [t.vacant];
  if (max_count) parts.push(t.upTo(max_count));
  if (unknown_s > 0) parts.push(t.unknown(duration(unknown_s)));
  return parts.join(", ");
}

/** SVG paths, by what they show. */
export interface Bands {
  unknown: string;
  vacant: string;
  peak: string; // As high as the most people at once …
  mean: string; // … and as there were on average.
}

export interface Size {
  width: number;
  height: number;
}

const thinnest = 3; // Pixels.

/** From the left of `moments` to its right. `most` people are as high as there is room. */
export function bandsOf(
  buckets: readonly Bucket[],
  { from, to }: Moments,
  { width, height }: Size,
  most: number,
): Bands {
  const x = (moment: number) => {
    const part = (Math.min(Math.max(moment, from), to) - from) / (to - from);
    return Math.round(part * width * 10) / 10;
  };
  const [unknown, vacant, peak, mean] = [new Bars(), new Bars(), new Bars(), new Bars()];
  for (const bucket of buckets) {
    const [left, right] = [x(bucket.from), x(bucket.to)];
    if (right <= left) continue;
    const known = bucket.occupied_s + bucket.vacant_s;
    const rise = (people: number) => Math.max((people / most) * (height - 2), thinnest);
    if (bucket.unknown_s > 0) {
      const part = bucket.unknown_s / (known + bucket.unknown_s);
      unknown.add(left, right, 0, known === 0 ? height : Math.max(part * height, thinnest));
    }
    if (known > 0) vacant.add(left, right, height - thinnest, height);
    if (bucket.occupied_s > 0) {
      peak.add(left, right, height - rise(bucket.max_count ?? 1), height);
      mean.add(left, right, height - rise(bucket.mean_count ?? 1), height);
    }
  }
  return { unknown: unknown.path, vacant: vacant.path, peak: peak.path, mean: mean.path };
}

/** Rectangles side by side, as few as possible. */
class Bars {
  #done = "";
  #open: { left: number; right: number; top: number; bottom: number } | null = null;

  add(left: number, right: number, top: number, bottom: number): void {
    const roundTop = Math.round(top);
    const open = this.#open;
    if (open && open.right === left && open.top === roundTop && open.bottom === bottom) {
      open.right = right;
      return;
    }
    this.#done = this.path;
    this.#open = { left, right, top: roundTop, bottom };
  }

  get path(): string {
    if (!this.#open) return this.#done;
    const { left, right, top, bottom } = this.#open;
    return `${this.#done}M${left} ${bottom}V${top}H${right}V${bottom}z`;
  }
}
