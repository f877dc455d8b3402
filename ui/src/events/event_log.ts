import type { RecordedEvent } from "../server/types";

/**
 * The events of a list, newest first, as many as memory should hold: rows above were there and can
 * be had again, rows below as well. Every event is in it once.
 */
export class EventLog {
  /** Rows that are newer than those held. */
  above = 0;
  events: RecordedEvent[] = [];
  /** Nothing is older than the last one held. */
  ended = false;
  /** Came while somebody reads; newest first. */
  waiting: RecordedEvent[] = [];
  #newest = 0;
  #missed = false;

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
    return this.events[row - this.above] ?? null;
  }

  /** `page`: newest first, what follows the last one. */
  addOlder(page: readonly RecordedEvent[], isLast: boolean): void {
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
    if (this.above > 0 || this.#missed) return false;
    this.events.unshift(...this.waiting);
    this.waiting = [];
    this.#dropSurplus();
    return true;
  }

  /** Drops those at the end that are older than a moment. */
  dropBefore(moment: number): boolean {
    const before = this.events.length;
    while (this.events.length > 0 && Date.parse(this.events.at(-1)!.time) < moment)
      this.events.pop();
    if (before === this.events.length) return false;
    this.ended = true;
    return true;
  }

  #dropSurplus(): void {
    if (this.events.length <= this.mostHeld) return;
    this.events.length = this.mostHeld;
    this.ended = false;
  }
}
