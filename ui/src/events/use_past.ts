import { useEffect, useRef, useState } from "preact/hooks";
import { getJson, withQuery } from "../server/requests";
import type { PresenceBuckets } from "../server/types";
import { type Bucket, bucketsIn, joined, staleFrom } from "./buckets";
import { type ZoneOf, zoneKey } from "./filters";
import { bucketStart, isLive, type Moments, momentsOf, type Span, spanText } from "./span";
import { Turns } from "./turns";

const retryMs = 3000;
// Pictures and what is live need connections of the browser's six, too.
const turns = new Turns(2);

/** The piece of time that is drawn. */
export interface Window extends Moments {
  bucket: number;
  /** It ends now: the server knows best when that is. */
  follows: boolean;
  /** As of when it is asked for; 0: all of it is past. */
  asOf: number;
}

/** What is drawn of a span, in buckets of so many milliseconds that begin at round times. */
export function windowOf(span: Span, now: number, bucket: number): Window {
  const { from, to } = momentsOf(span, now);
  const asOf = isLive(span, now) ? now : 0;
  return { from: bucketStart(from, bucket), to, bucket, follows: "last" in span, asOf };
}

/** The same as one piece. */
export function wholeWindow(span: Span, now: number): Window {
  const { from, to } = momentsOf(span, now);
  const [first, end] = [Math.floor(from / 1000) * 1000, Math.ceil(to / 1000) * 1000];
  // Twice as long: the server's clock may be ahead of this one.
  return { ...windowOf(span, now, 1000), from: first, to: end, bucket: 2 * (end - first) };
}

export interface Past {
  /** Null before the first answer. */
  buckets: readonly Bucket[] | null;
  failed: boolean;
}

export function historyPath(
  { stream, zone }: Pick<ZoneOf, "stream" | "zone">,
  { from, to, bucket, follows }: Window,
  format?: "csv",
): string {
  return withQuery("api/v1/presence/history", {
    stream,
    zone,
    from: Math.floor(from / 1000),
    to: follows ? undefined : Math.ceil(to / 1000),
    bucket: spanText(bucket),
    format,
  });
}

/**
 * What was known of a zone, asked for while `wanted`; of a window that follows the clock only what
 * is new.
 */
export function usePast(zone: ZoneOf, window: Window, wanted: boolean): Past {
  const known = useRef<readonly Bucket[] | null>(null);
  const [{ failed }, noteAnswer] = useState({ failed: false });
  const [attempt, tryAgain] = useState(0);
  const { from, to, bucket, follows, asOf } = window;
  useEffect(() => {
    // Of what is yet to come nothing is known, and asking for it is an error.
    if (!wanted || from >= Date.now()) return;
    const end = new AbortController();
    let retry: ReturnType<typeof setTimeout> | undefined;
    const begin = follows && known.current ? staleFrom(known.current, from, bucket) : null;
    const path = historyPath(zone, { ...window, from: begin ?? from });
    turns
      .take(() => getJson<PresenceBuckets>(path, end.signal), end.signal)
      .then((answer) => {
        known.current = joined(begin === null ? [] : known.current!, bucketsIn(answer), from);
        noteAnswer({ failed: false });
      })
      .catch((failure) => {
        if (end.signal.aborted) return;
        console.warn(path, failure);
        noteAnswer({ failed: true });
        retry = setTimeout(() => tryAgain(attempt + 1), retryMs);
      });
    return () => {
      end.abort();
      clearTimeout(retry);
    };
  }, [zone.stream, zone.zone, from, to, bucket, follows, asOf, wanted, attempt]);
  return { buckets: known.current, failed };
}

/** What was known of some zones, by zoneKey(); empty before the answer, and where there is none. */
export function useBuckets(zones: readonly ZoneOf[], window: Window): Map<string, Bucket[]> {
  const [known, setKnown] = useState(new Map<string, Bucket[]>());
  const names = zones.map(zoneKey).join(" ");
  useEffect(() => {
    const end = new AbortController();
    const found = new Map<string, Bucket[]>();
    if (window.from < Date.now())
      for (const zone of zones) {
        const path = historyPath(zone, window);
        turns
          .take(() => getJson<PresenceBuckets>(path, end.signal), end.signal)
          .then((answer) => {
            found.set(zoneKey(zone), bucketsIn(answer));
            setKnown(new Map(found));
          })
          .catch((failure) => end.signal.aborted || console.warn(path, failure));
      }
    return () => end.abort();
  }, [names, window.from, window.to, window.bucket, window.asOf]);
  return known;
}
