/** How many of them are shown. */
const SHOWN = 10;

/** A file in which more is wrong is not the one that was meant. */
const MOST = 0.05;

/** Rows that were left out, and the first of them with what is wrong. */
export class Refusals {
  readonly shown: string[] = [];
  #count = 0;

  readonly add = (at: string, reason: string): void => {
    this.#count++;
    if (this.shown.length < SHOWN) this.shown.push(`${at}: ${reason}`);
  };

  get count(): number {
    return this.#count;
  }

  /** @throws Error when they are more than 5 % of all rows */
  check(rows: number): void {
    if (this.#count <= MOST * rows) return;
    const more = this.#count > this.shown.length ? [`and ${this.#count - this.shown.length} more`] : [];
    throw new Error(
      [
        `expected at most ${100 * MOST} % bad rows, got ${this.#count} of ${rows}`,
        ...this.shown,
        ...more,
      ].join('\n  '),
    );
  }
}
