import { useMemo, useRef } from "preact/hooks";
import type { Known, Stats, Stream } from "../server/types";
import { advise, type Finding, type Held, told } from "./advise";

/** Steps on once an answer about the streams, however often the page is drawn. */
export function useFindings(streams: Known<Stream[]>, stats: Known<Stats>): Finding[] {
  const held = useRef<Held[]>([]);
  return useMemo(() => {
    if (streams && stats) held.current = advise(streams, stats, held.current);
    return told(held.current);
  }, [streams, stats === null]);
}
