/** Timers are late: that is caught up, but not what was not there to be begun. */
const MOST_BEHIND_MS = 100;

/** At most so many a second, evenly. Times are milliseconds of any clock that only goes forward. */
export class Pace {
  readonly #intervalMs: number;
  #next: number;

  /** @param perSecond as fast as possible without */
  constructor(perSecond: number | undefined, now: number) {
    this.#next = now;
    this.#intervalMs = perSecond === undefined ? 0 : 1000 / perSecond;
  }

  /** When the next may begin. */
  get next(): number {
    return this.#next;
  }

  /** One begins now. */
  take(now: number): void {
    this.#next = Math.max(this.#next, now - MOST_BEHIND_MS) + this.#intervalMs;
  }
}
