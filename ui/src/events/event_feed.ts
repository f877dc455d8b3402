import { signal } from "@preact/signals";
import { getJson, RequestFailure, withQuery } from "../server/requests";
import type { EventPage, RecordedEvent } from "../server/types";
import { EventLog } from "./event_log";
import { type Filters, questionOf, timesOf } from "./filters";
import { isLive, momentsOf } from "./span";

const firstPage = 200; // Soon there.
const pageSize = 500;
const retryMs = 2000;
/** Browsers know no element that is much higher than so many rows. */
export const mostRows = 200_000;

export type FeedState =
  | { kind: "loading" }
  | { kind: "ready" }
  /** The server says why it cannot tell. */
  | { kind: "refused"; detail: string };

/**
 * What is on record of some filters, as one reads on, and what comes: first a page, then all events
 * since its newest. After a loss it goes on behind the last one that it has; so there is neither a
 * hole nor a double.
 */
export class EventFeed {
  log = new EventLog();
  readonly state = signal<FeedState>({ kind: "loading" });
  /** Rises with every change of `log`. */
  readonly version = signal(0);
  /** Whether rows must not move now. */
  isRead: () => boolean = () => false;

  readonly #end = new AbortController();
  #source: EventSource | null = null;
  #isAsking = false;

  constructor(readonly filters: Filters) {
    void this.#begin();
  }

  end(): void {
    this.#end.abort();
    this.#source?.close();
  }

  /** More at the end, if there is any and nobody asks for it yet. */
  async loadOlder(): Promise<void> {
    const { log } = this;
    if (log.ended || log.rows >= mostRows) return;
    await this.#ask(
      { order: "desc", after: log.events.at(-1)?.id, ...this.#times() },
      ({ events, next }) => log.addOlder(events, next === null),
    );
  }

  /** What was let go above. */
  async loadNewer(): Promise<void> {
    const { log } = this;
    if (log.above === 0) return;
    await this.#ask(
      { order: "asc", after: log.events[0]?.id, ...this.#times() },
      ({ events, next }) => log.addNewer(events, next === null),
    );
  }

  showWaiting(): boolean {
    const shown = this.log.showWaiting();
    if (shown) ++this.version.value;
    return shown;
  }

  /** What has become too old since, of a span that follows the clock. */
  dropOld(now: number): void {
    if ("last" in this.filters.span && this.log.dropBefore(now - this.filters.span.last))
      ++this.version.value;
  }

  #times(): Record<string, number> {
    return timesOf(momentsOf(this.filters.span, Date.now()));
  }

  async #begin(): Promise<void> {
    while (!this.#end.signal.aborted && !(await this.#loadFirst())) await this.#pause();
    if (!this.#end.signal.aborted && isLive(this.filters.span, Date.now())) this.#listen();
  }

  async #loadFirst(): Promise<boolean> {
    return this.#ask({ order: "desc", ...this.#times() }, ({ events, next }) =>
      this.log.addOlder(events, next === null),
    );
  }

  /** True: it was answered. One question at a time. */
  async #ask(
    query: Record<string, string | number | undefined>,
    take: (page: EventPage) => void,
  ): Promise<boolean> {
    if (this.#isAsking) return false;
    this.#isAsking = true;
    const { signal } = this.#end;
    // What is about to come has no end yet.
    if ("last" in this.filters.span) delete query.until;
    const path = withQuery("api/v1/events", {
      ...questionOf(this.filters),
      limit: this.log.rows === 0 ? firstPage : pageSize,
      ...query,
    });
    try {
      const page = await getJson<EventPage>(path, signal);
      if (signal.aborted) return false;
      take(page);
      ++this.version.value;
      this.state.value = { kind: "ready" };
      return true;
    } catch (failure) {
      if (signal.aborted) return false;
      if (failure instanceof RequestFailure && failure.status !== 0 && this.log.rows === 0)
        this.state.value = { kind: "refused", detail: failure.message };
      // Who still wants it sees that nobody asks.
      void this.#pause().then(() => ++this.version.value);
      return false;
    } finally {
      this.#isAsking = false;
    }
  }

  async #pause(): Promise<void> {
    await new Promise((done) => setTimeout(done, retryMs));
  }

  #listen(): void {
    const after = this.log.newest || undefined;
    const path = withQuery("api/v1/events/live", { ...questionOf(this.filters), after });
    const source = new EventSource(path);
    this.#source = source;
    // What was recorded before it listened is in no message.
    if (after === undefined) source.onopen = () => void this.#loadFirst();
    source.onmessage = ({ data }: MessageEvent<string>) => {
      const event: RecordedEvent = JSON.parse(data);
      if (after !== undefined && event.id <= after) this.#startOver();
      else this.#hear(event);
    };
    // It could try again by itself, but knows where to go on only if something came through it.
    source.onerror = () => {
      source.close();
      void this.#pause().then(() => this.#end.signal.aborted || this.#listen());
    };
  }

  /** Another record is kept: the one before was damaged, and ids begin with 1 again. */
  #startOver(): void {
    this.#source?.close();
    this.log = new EventLog();
    void this.#begin();
  }

  #hear(event: RecordedEvent): void {
    const { span } = this.filters;
    if ("to" in span && Date.parse(event.time) >= span.to) return;
    this.log.take(event, this.isRead());
    ++this.version.value;
  }
}
