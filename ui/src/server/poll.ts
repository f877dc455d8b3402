import { type ReadonlySignal, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { noteConnection } from "./connection";
import { getJson, RequestFailure } from "./requests";
import type { Stats, Stream } from "./types";

/**
 * Asks again and again while somebody wants to know and the page can be seen. What was known last
 * stays when an answer fails to come; `connection` tells that.
 */
export class Poll<T> {
  readonly #newest = signal<T | null>(null);
  #users = 0;
  #round: AbortController | null = null;

  constructor(
    readonly path: string,
    readonly everyMs: number,
  ) {}

  /** Null before the first answer. */
  get newest(): ReadonlySignal<T | null> {
    return this.#newest;
  }

  /** Returns what ends the interest. */
  use(): () => void {
    if (++this.#users === 1) document.addEventListener("visibilitychange", this.#adjust);
    this.#adjust();
    return () => {
      if (--this.#users === 0) document.removeEventListener("visibilitychange", this.#adjust);
      this.#adjust();
    };
  }

  readonly #adjust = (): void => {
    const wanted = this.#users > 0 && !document.hidden;
    if (wanted && !this.#round) {
      this.#round = new AbortController();
      void this.#ask(this.#round.signal);
    } else if (!wanted && this.#round) {
      this.#round.abort();
      this.#round = null;
      noteConnection(this.path, false); // Nobody knows: whoever still asks tells.
    }
  };

  async #ask(ended: AbortSignal): Promise<void> {
    while (!ended.aborted) {
      const begin = performance.now();
      try {
        this.#newest.value = await getJson<T>(this.path, ended);
        noteConnection(this.path, false);
      } catch (failure) {
        if (ended.aborted) return;
        console.warn(this.path, failure);
        // A refusal is an answer too.
        noteConnection(this.path, !(failure instanceof RequestFailure && failure.status > 0));
      }
      const took = performance.now() - begin;
      await new Promise((done) => setTimeout(done, Math.max(this.everyMs - took, 100)));
    }
  }
}

export const streamsPoll = new Poll<Stream[]>("api/v1/streams", 1000);
export const statsPoll = new Poll<Stats>("api/stats", 1000);

/** The newest answer, asked for while the component is there. Null before the first. */
export function usePoll<T>(poll: Poll<T>): T | null {
  useEffect(() => poll.use(), [poll]);
  return poll.newest.value;
}
