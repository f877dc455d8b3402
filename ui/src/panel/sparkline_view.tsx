import type { Known } from "../server/types";
import { number } from "../texts/numbers";
import { texts } from "../texts/texts";
import { rangeOf, span, sparkPath } from "./sparkline";

interface Props {
  values: readonly Known<number>[];
  digits: number;
  unit: string;
  /** What stands at its top; without: the largest value. */
  top?: number;
}

/** The last minute of a figure, from 0 up. */
export function Sparkline({ values, digits, unit, top }: Props) {
  const t = texts.value.panel;
  const range = rangeOf(values);
  const said = range
    ? t.lastMinute(number(range.least, digits), `${number(range.most, digits)} ${unit}`.trim())
    : t.nothingYet;
  const highest = top ?? Math.max(range?.most ?? 0, 1e-9) * 1.05;
  return (
    <>
      <svg
        class="sparkline"
        role="img"
        aria-label={said}
        viewBox={`-1 -0.1 ${span + 1} 1.2`}
        preserveAspectRatio="none"
      >
        <title>{said}</title>
        <path d={sparkPath(values, highest)} />
      </svg>
      <span class="range" aria-hidden="true">
        {said}
      </span>
    </>
  );
}
