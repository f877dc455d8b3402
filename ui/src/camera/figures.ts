import { wantedOf } from "../server/stream";
import type { Stream } from "../server/types";
import type { Texts } from "../texts/en";
import { count, number } from "../texts/numbers";

/** One figure in words. `note`: why, or what else. */
export interface Row {
  name: string;
  value: string;
  note?: string;
}

const notKnown = number(null);

/** With its unit, unless it is not known. */
function measure(value: number | null, unit: string, digits = 1): string {
  return value === null ? notKnown : `${number(value, digits)} ${unit}`;
}

/** What is done with a stream now. What is not known is "–". */
export function workOf(stream: Stream, t: Texts["camera"]): Row[] {
  const { rows } = t;
  const { decode, age_ms } = stream;
  const isLive = stream.state === "running"; // Of one that is not, figures of now mean nothing.
  const now = (value: number, unit: string, digits = 1) =>
    measure(isLive ? value : null, unit, digits);
  return [
    { name: rows.fps, value: now(stream.fps, "/s") },
    {
      name: rows.detections,
      value: isLive
        ? t.of(number(stream.detections_per_sec, 1), number(wantedOf(stream), 1))
        : notKnown,
    },
    {
      name: rows.age,
      value: age_ms.p50 === null ? notKnown : t.ageBoth(number(age_ms.p50), number(age_ms.p95)),
    },
    { name: rows.lag, value: now(stream.lag_ms, "ms", 0) },
    { name: rows.decode, value: now(stream.decode_ms_per_s, "ms/s") },
    {
      name: rows.mode,
      value: decode.now ? t.modes[decode.now] : notKnown,
      note: decode.reason,
    },
    { name: rows.keyPeriod, value: measure(decode.key_period_s, "s") },
    { name: rows.incidents, value: count(stream.incidents) },
    { name: rows.failures, value: count(stream.failures) },
  ];
}

/** What a stream's pictures come from. */
export function sourceOf(stream: Stream, t: Texts["camera"]): Row[] {
  const { rows } = t;
  const { large } = stream;
  return [
    { name: rows.url, value: stream.url },
    { name: rows.codec, value: stream.codec || notKnown },
    { name: rows.size, value: sizeOf(stream.width, stream.height) },
    { name: rows.declared, value: measure(stream.declared_fps || null, "/s") },
    { name: rows.clock, value: t.clocks[stream.clock] },
    { name: rows.gap, value: measure(stream.gap_limit_s, "s") },
    large
      ? {
          name: rows.large,
          value: `${t.large[large.state]}, ${sizeOf(large.width, large.height)}`,
          note: [large.url, large.reason].filter(Boolean).join(" · "),
        }
      : { name: rows.large, value: t.noLarge },
  ];
}

function sizeOf(width: number | null, height: number | null): string {
  return width && height ? `${width} × ${height}` : notKnown;
}
