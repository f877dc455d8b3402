import { computed } from "@preact/signals";
import type { Known } from "../server/types";
import { language } from "./texts";

/** The language as it is written where the reader is, if the browser says so. */
export const locale = computed(
  () =>
    navigator.languages.find((tag) => tag.slice(0, 2).toLowerCase() === language.value) ??
    language.value,
);

const formats = computed(() => {
  const made = new Map<number, Intl.NumberFormat>();
  return (digits: number) => {
    let format = made.get(digits);
    if (!format) {
      format = new Intl.NumberFormat(locale.value, {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      });
      made.set(digits, format);
    }
    return format;
  };
});

const notKnown = "–";

/** As the language writes it; "–" if it is not known. */
export function number(value: Known<number> | undefined, digits = 0): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return notKnown;
  return formats.value(digits).format(value);
}

/** Large counts in few letters: 12,345, then 1.23 M. */
export function count(value: Known<number> | undefined): string {
  if (value !== null && value !== undefined && value >= 1e6) return `${number(value / 1e6, 2)} M`;
  return number(value);
}

export const clockTime = computed(
  () => new Intl.DateTimeFormat(locale.value, { timeStyle: "medium" }),
);
export const dayAndTime = computed(
  () => new Intl.DateTimeFormat(locale.value, { dateStyle: "medium", timeStyle: "medium" }),
);

/** ISO, or milliseconds since 1970: the day is left out if it is that of `now`. */
export function moment(at: string | number, now = Date.now()): string {
  const time = new Date(at);
  const isToday = time.toDateString() === new Date(now).toDateString();
  return (isToday ? clockTime : dayAndTime).value.format(time);
}
