import type { EventType, RecordedEvent } from "../server/types";
import { texts } from "../texts/texts";
import { duration, secondsBetween } from "./durations";
import type { Stay } from "./stays";

/** What a type looks like at a glance. */
export const signs: Record<EventType, string> = {
  entered: "→",
  left: "←",
  dwell: "…",
  crossed: "⇄",
  occupied: "●",
  vacated: "○",
  unknown: "?",
  known: "✓",
  stream_lost: "✕",
  stream_restored: "↻",
  gap: "✕",
};

/** What happened, besides its type: why, whereto, how. Empty: the type says it all. */
export function detailOf(event: RecordedEvent): string {
  const t = texts.value.events;
  if (event.type === "crossed") return event.direction ? t.directions[event.direction] : "";
  if (event.type === "dwell") return t.longStay;
  if (event.type === "known") return event.state ? texts.value.zoneStates[event.state] : "";
  if (event.type === "gap") return t.lost(event.count ?? 0);
  if (event.type === "stream_lost") return event.reason ?? "";
  const causes: Record<string, string> = t.causes;
  return (event.cause && causes[event.cause]) || "";
}

/** How long, as far as events tell it; empty: not at all. */
export function lengthOf(event: RecordedEvent, stay: Stay | undefined): string {
  const t = texts.value.events;
  if (!event.since) return "";
  const untilNow = duration(secondsBetween(event.since, event.time));
  if (event.type === "stream_restored") return t.outage(untilNow);
  if (event.type === "left") return t.stayed(untilNow);
  if (stay?.left) return t.stayed(duration(secondsBetween(event.since, stay.left.time)));
  return event.type === "dwell" ? t.soFar(untilNow) : "";
}

/** Which event of the stay has a picture of who it is about. */
export function pictureOf(event: RecordedEvent, stay: Stay | undefined): string | undefined {
  const path = event.snapshot ?? stay?.entered?.snapshot;
  return path?.replace(/^\//, "");
}
