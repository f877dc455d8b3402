import { disconnected } from "../server/connection";
import type { Stream, StreamState, ZoneState } from "../server/types";

/** How a stream does, as far as this page knows; "lost": the server does not answer. */
export type Standing = StreamState | "lost";

export function standingOf({ state }: Pick<Stream, "state">): Standing {
  return disconnected.value ? "lost" : state;
}

/** Whether pictures come. Everything else is said in words over the picture. */
export function isLive(standing: Standing): boolean {
  return standing === "running";
}

/**
 * ISO time since when a stream gives pictures, or gives none: of one that was lost that is when it
 * was, however often it was tried since. Null: nobody knows any more.
 */
export function since({ state, history }: Pick<Stream, "state" | "history">): string | null {
  if (isLive(state)) return history.at(-1)?.at ?? null;
  const lastLive = history.findLastIndex((change) => isLive(change.state));
  return history[lastLive + 1]?.at ?? null;
}

/** The names of zones of which nothing is known. */
export function unknownZones({ presence }: Pick<Stream, "presence">): string[] {
  return presence.zones.filter(({ state }) => state === "unknown").map(({ zone }) => zone);
}

/** What is known of zones: nothing at all once the server does not answer. */
export function knownNow<Zone extends { state: ZoneState }>(zones: Zone[]): Zone[] {
  if (!disconnected.value) return zones;
  return zones.map((zone) => ({
    ...zone,
    state: "unknown",
    count: null,
    people: null,
    since: null,
  }));
}
