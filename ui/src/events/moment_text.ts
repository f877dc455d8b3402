import { computed } from "@preact/signals";
import { locale } from "../texts/numbers";
import { texts } from "../texts/texts";
import { duration } from "./durations";
import { type Moments, type Span, spanText } from "./span";
import type { Tick } from "./ticks";

function format(options: Intl.DateTimeFormatOptions) {
  return computed(() => new Intl.DateTimeFormat(locale.value, options));
}
const toMinute = { hour: "2-digit", minute: "2-digit" } as const;
const toSecond = { ...toMinute, second: "2-digit" } as const;
const ofDay = { weekday: "short", day: "numeric", month: "short" } as const;

const minutes = format(toMinute);
const seconds = format(toSecond);
const day = format(ofDay);
const dayMinutes = format({ ...ofDay, ...toMinute });
const daySeconds = format({ ...ofDay, ...toSecond });

export function tickText({ at, kind }: Tick): string {
  if (kind === "day") return day.value.format(at);
  return (kind === "second" ? seconds : minutes).value.format(at);
}

/** Both ends, with seconds where they matter, and with days where they are not one. */
export function momentTexts({ from, to }: Moments, bucket: number): [string, string] {
  const exact = bucket < 60_000 || from % 60_000 !== 0 || to % 60_000 !== 0;
  const oneDay = new Date(from).toDateString() === new Date(to - 1).toDateString();
  const clock = exact ? seconds : minutes;
  const full = exact ? daySeconds : dayMinutes;
  return [full.value.format(from), (oneDay ? clock : full).value.format(to)];
}

const known = ["15m", "1h", "1d", "7d", "30d"] as const;

/** How long the span of a button is, or any other. */
export function presetName(length: number, names: "presets" | "lasts"): string {
  const t = texts.value.events;
  const found = known.find((one) => one === spanText(length));
  if (found) return t[names][found];
  return names === "lasts" ? t.last(duration(length / 1000)) : duration(length / 1000);
}

export function spanName(span: Span): string {
  if ("last" in span) return presetName(span.last, "lasts");
  return momentTexts(span, span.from % 60_000 === 0 && span.to % 60_000 === 0 ? 60_000 : 1000).join(
    " – ",
  );
}
