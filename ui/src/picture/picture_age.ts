import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { PictureHeader } from "../server/types";

const askEveryMs = 1000;
const oldAfterMs = 5000;

/** How old the picture is that is shown now: from when it should have reached Trigo. */
export class PictureAge {
  #newest: { ageMs: number; atMs: number } | null = null;

  /** A picture is shown. */
  note({ age_ms }: Pick<PictureHeader, "age_ms">): void {
    this.#newest = { ageMs: age_ms, atMs: performance.now() };
  }

  /** Null: there is no picture. */
  nowMs(): number | null {
    return this.#newest && this.#newest.ageMs + performance.now() - this.#newest.atMs;
  }

  /** Whole seconds, of a picture that is not to be taken for one of now; else 0. */
  oldSeconds(): number {
    const ageMs = this.nowMs() ?? 0;
    return ageMs > oldAfterMs ? Math.round(ageMs / 1000) : 0;
  }
}

/** An age to be told of every picture; and what is told when it is too great. */
export function usePictureAge(): { age: PictureAge; oldSeconds: ReadonlySignal<number> } {
  const age = useMemo(() => new PictureAge(), []);
  const oldSeconds = useSignal(0);
  useEffect(() => {
    const timer = setInterval(() => {
      oldSeconds.value = age.oldSeconds();
    }, askEveryMs);
    return () => clearInterval(timer);
  }, [age]);
  return { age, oldSeconds };
}
