import type { RecordedEvent } from "../server/types";

/** What several events of one stay tell together. */
export interface Stay {
  entered?: RecordedEvent;
  left?: RecordedEvent;
}

/**
 * The stays of some events by the keys of all their events. `events`: newest first, so that who was
 * found again under another id is known under that already.
 */
export function staysOf(events: readonly RecordedEvent[]): Map<string, Stay> {
  const stays = new Map<string, Stay>();
  for (const event of events) {
    const key = stayKey(event);
    if (!key) continue;
    const stay = stays.get(key) ?? {};
    stays.set(key, stay);
    if (event.type === "left") stay.left = event;
    if (event.type === "entered" && event.cause !== "resumed") stay.entered = event;
    if (event.resumes) stays.set(keyOf(event, event.resumes), stay);
  }
  return stays;
}

/** Null: it is not of a stay. */
export function stayKey(event: RecordedEvent): string | null {
  if (event.person === undefined || !event.zone || !event.since) return null;
  return keyOf(event, event.person);
}

function keyOf({ stream, zone, since }: RecordedEvent, person: number): string {
  return `${stream}/${zone}/${since}/${person}`;
}
