import { titleOf } from "../server/stream";
import type { EventType, Stream } from "../server/types";
import { addSpan, type Moments, type Span, spanFrom } from "./span";

/** What is chosen; the address holds all of it. Empty texts and no types: any. */
export interface Filters {
  stream: string;
  zone: string;
  line: string;
  types: string; // Of an address: a group, or types with commas.
  span: Span;
}

const people = ["entered", "left", "dwell", "crossed"] as const;
const zones = ["occupied", "vacated", "unknown", "known"] as const;
const streams = ["stream_lost", "stream_restored", "gap"] as const;

/** What is asked for by one word. */
export const groups: Record<"main" | "people" | "zones" | "streams" | "all", readonly EventType[]> =
  {
    main: [...people, ...streams],
    people,
    zones,
    streams,
    all: [],
  };
export type Group = keyof typeof groups;

/** People and cameras: a zone's states follow from who comes and goes. */
export const usualGroup: Group = "main";

export const allTypes: readonly EventType[] = [...people, ...zones, ...streams];

export function isGroup(word: string): word is Group {
  return Object.hasOwn(groups, word);
}

/** For the server; empty: all. */
export function typesOf(words: string): readonly EventType[] {
  return isGroup(words)
    ? groups[words]
    : allTypes.filter((type) => words.split(",").includes(type));
}

export function filtersFrom(query: URLSearchParams): Filters {
  const types = query.get("type") ?? "";
  const zone = query.get("zone") ?? "";
  return {
    stream: query.get("stream") ?? "",
    zone,
    line: zone ? "" : (query.get("line") ?? ""),
    types: isGroup(types) ? types : typesOf(types).join(",") || usualGroup,
    span: spanFrom(query),
  };
}

/** The address's query. */
export function queryOf({ stream, zone, line, types, span }: Filters): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ stream, zone, line }))
    if (value) query.set(name, value);
  if (types !== usualGroup) query.set("type", types);
  addSpan(span, query);
  return query;
}

/** What the server is asked for besides time and order. */
export function questionOf({ stream, zone, line, types }: Filters): Record<string, string> {
  return { stream, zone, line, type: typesOf(types).join(",") };
}

/** The same of a time; seconds since 1970, from what is in the first to what is in the last. */
export function timesOf({ from, to }: Moments): { since: number; until: number } {
  return { since: Math.floor(from / 1000), until: Math.ceil(to / 1000) };
}

/** What the time line has a row for. */
export interface ZoneOf {
  stream: string;
  title: string;
  zone: string;
}

export function zoneKey({ stream, zone }: Pick<ZoneOf, "stream" | "zone">): string {
  return `${stream}/${zone}`;
}

/** All zones there are, of those chosen; one that is no longer configured may have a past, too. */
export function zonesOf(list: readonly Stream[], { stream, zone, line }: Filters): ZoneOf[] {
  const chosen = list.filter(({ id }) => !stream || id === stream);
  const found = chosen.flatMap((one) =>
    one.scene.zones
      .filter(({ zone: name }) => line !== "" || !zone || name === zone)
      .map(({ zone: name }) => ({ stream: one.id, title: titleOf(one), zone: name })),
  );
  if (found.length > 0 || !stream || !zone) return found;
  return [{ stream, title: titleIn(list, stream), zone }];
}

/** Of a stream that may be gone. */
export function titleIn(list: readonly Stream[], stream: string): string {
  return titleOf(list.find(({ id }) => id === stream) ?? { id: stream, title: "" });
}
