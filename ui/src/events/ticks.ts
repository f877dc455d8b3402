import type { Moments } from "./span";

export interface Tick {
  at: number;
  kind: "second" | "minute" | "day";
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365 * day;
const steps = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * second),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * minute),
  ...[1, 2, 3, 6, 12].map((n) => n * hour),
  ...[1, 2, 7, 14, 30, 90].map((n) => n * day),
  year,
];

/**
 * About so many at most, where the local clock is round. A day's beginning is `day`, whatever the
 * step.
 */
export function ticksOf({ from, to }: Moments, most: number): Tick[] {
  const step =
    steps.find((step) => (to - from) / step <= most) ?? Math.ceil((to - from) / most / year) * year;
  const ticks: Tick[] = [];
  const midnight = new Date(from);
  midnight.setHours(0, 0, 0, 0);
  for (let day = 0; ; ++day) {
    const begin = dayAfter(midnight, day);
    if (begin > to) return ticks;
    const isDue = step <= 24 * hour || day % (step / (24 * hour)) === 0;
    if (begin >= from && isDue) ticks.push({ at: begin, kind: "day" });
    if (step >= 24 * hour) continue;
    const end = Math.min(dayAfter(midnight, day + 1) - 1, to);
    const first = begin + Math.max(1, Math.ceil((from - begin) / step)) * step;
    for (let at = first; at <= end; at += step)
      ticks.push({ at, kind: step < minute ? "second" : "minute" });
  }
}

/** Midnight so many days later: days are not all equally long. */
function dayAfter(midnight: Date, days: number): number {
  const moved = new Date(midnight);
  moved.setDate(moved.getDate() + days);
  return moved.getTime();
}
