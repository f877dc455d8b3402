import type { Known } from "../server/types";

/** Seconds, and so values, that a sparkline shows. */
export const span = 60;

export interface Range {
  least: number;
  most: number;
}

/** Null where nothing is known. */
export function rangeOf(values: readonly Known<number>[]): Known<Range> {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  return { least: Math.min(...known), most: Math.max(...known) };
}

/**
 * The path of the newest `span` values, the newest at the right edge, 0 at the bottom and `top` at
 * the top of a box of `span` - 1 by 1. What is not known is a gap.
 */
export function sparkPath(values: readonly Known<number>[], top: number): string {
  const shown = values.slice(-span);
  const begin = span - shown.length;
  let path = "";
  let joined = false;
  for (const [i, value] of shown.entries()) {
    if (value !== null) {
      const y = 1 - Math.min(Math.max(value / top, 0), 1);
      // Of no length, for a value with a gap on either side: a round end makes it a dot.
      path += `${joined ? "L" : "M"}${begin + i} ${round(y)}${joined ? "" : "h0"}`;
    }
    joined = value !== null;
  }
  return path;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
