import type { RecordedEvent } from "../server/types";

/**
 * The events of a list, as many as memory should hold: rows above were there and can be had again,
 * rows below as well. Every event is in it once. Ids rise in the order in which events were
 * decided; shown they are by when they happened, which is a little earlier.
 */
export class EventLog {
  /** Rows that are newer than those held. */
  above = 0;
  /** By id, the newest first. */
  events: RecordedEvent[] = [];
  /** Nothing is older than the last one held. */
  ended = false;
  /** Came while somebody reads; newest first. */
  waiting: RecordedEvent[] = [];
  #newest = 0;
  #missed = false;
  #shown: readonly RecordedEvent[] | null = null;

  constructor(
    readonly mostHeld = 20_000,
    readonly mostWaiting = 1000,
  ) {}

  get rows(): number {
    return this.above + this.events.length;
  }

  /** The newest id that was ever here; 0: none. */
  get newest(): number {
    return this.#newest;
  }

  /** Null: it is not held. */
  at(row: number): RecordedEvent | null {
    return this.shown[row - this.above] ?? null;
  }

  /** By time, the latest first. */
  get shown(): readonly RecordedEvent[] {
    // Times of the server sort as text.
    this.#shown ??= this.events.toSorted((a, b) =>
      a.time < b.time ? 1 : a.time > b.time ? -1 : b.id - a.id,
    );
    return this.#shown;
  }

  /** `page`: newest first, what follows the last one. */
  addOlder(page: readonly RecordedEvent[], isLast: boolean): void {
    this.#shown = null;
    const last = this.events.at(-1)?.id ?? Number.POSITIVE_INFINITY;
    const older = page.filter(({ id }) => id < last);
    this.events.push(...older);
    this.#newest = Math.max(this.#newest, older[0]?.id ?? 0);
    this.ended = isLast;
    const surplus = this.events.length - this.mostHeld;
    if (surplus <= 0) return;
    this.events.splice(0, surplus);
    this.above += surplus;
  }

  /** `page`: oldest first, what comes before the first one. `isLast`: nothing is newer. */
  addNewer(page: readonly RecordedEvent[], isLast: boolean): void {
    this.#shown = null;
    const first = this.events[0]?.id ?? 0;
    const newer = page.filter(({ id }) => id > first);
    this.#newest = Math.max(this.#newest, newer.at(-1)?.id ?? 0);
    this.events.unshift(...newer.reverse());
    this.above = isLast ? 0 : Math.max(this.above - newer.length, 1);
    if (isLast) this.waiting = [];
    this.#dropSurplus();
  }

  /** One that has just come. `isRead`: rows must not move now. */
  take(event: RecordedEvent, isRead: boolean): void {
    this.#shown = null;
    if (event.id <= this.#newest) return;
    this.#newest = event.id;
    if (!isRead && this.above === 0 && this.waiting.length === 0) {
      this.events.unshift(event);
      this.#dropSurplus();
      return;
    }
    this.waiting.unshift(event);
    if (this.waiting.length <= this.mostWaiting) return;
    this.waiting.pop();
    this.#missed = true;
  }

  /** Those that waited join the others. False: there are more, the list has to be read again. */
  showWaiting(): boolean {
    this.#shown = null;
    if (this.above > 0 || this.#missed) return false;
    this.events.unshift(...this.waiting);
    this.waiting = [];
    this.#dropSurplus();
    return true;
  }

  /** Drops those at the end that are older than a moment. */
  dropBefore(moment: number): boolean {
    const oldest = this.shown.at(-1);
    if (!oldest || Date.parse(oldest.time) >= moment) return false;
    this.events = this.events.filter(({ time }) => Date.parse(time) >= moment);
    this.#shown = null;
    this.ended = true;
    return true;
  }

  #dropSurplus(): void {
    if (this.events.length <= this.mostHeld) return;
    this.events.length = this.mostHeld;
    this.ended = false;
  }
}
