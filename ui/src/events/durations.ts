import type { Known } from "../server/types";
import { number } from "../texts/numbers";
import { texts } from "../texts/texts";

/** Seconds in the two largest units that say something: "3 min 20 s". */
export function duration(seconds: Known<number>): string {
  if (seconds === null || !Number.isFinite(seconds) || seconds < 0) return number(null);
  const whole = Math.round(seconds);
  if (seconds < 9.95 && whole !== seconds) return `${number(seconds, 1)} s`;
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return pair(`${Math.floor(whole / 60)} min`, whole % 60, "s");
  const minutes = Math.round(seconds / 60);
  if (minutes < 24 * 60) return pair(`${Math.floor(minutes / 60)} h`, minutes % 60, "min");
  const hours = Math.round(seconds / 3600);
  return pair(texts.value.events.days(number(Math.floor(hours / 24))), hours % 24, "h");
}

function pair(large: string, small: number, unit: string): string {
  return small === 0 ? large : `${large} ${small} ${unit}`;
}

/** Between two times as the server writes them. */
export function secondsBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1000;
}
