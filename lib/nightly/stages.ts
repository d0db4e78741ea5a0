/** What the work on a day consists of. */
export const STAGES = [
  'list',
  'fetch',
  'read',
  'archive',
  'profile',
  'cohorts',
  'report',
  'review',
  'audit',
] as const;
export type Stage = (typeof STAGES)[number];

/** How long each stage took. Every moment counts once: where one stage is part of another, it counts for the inner one. */
export class StageTimes {
  readonly #now: () => number;
  readonly #milliseconds = new Map<Stage, number>();
  #current: Stage | undefined;
  #since = 0;

  /** `now`: milliseconds since the epoch. */
  constructor(now: () => number) {
    this.#now = now;
  }

  async time<T>(stage: Stage, work: () => Promise<T>): Promise<T> {
    const outer = this.#current;
    this.#enter(stage);
    try {
      return await work();
    } finally {
      this.#enter(outer);
    }
  }

  seconds(): Record<Stage, number> {
    return Object.fromEntries(
      STAGES.map((stage) => [stage, (this.#milliseconds.get(stage) ?? 0) / 1000]),
    ) as Record<Stage, number>;
  }

  #enter(stage: Stage | undefined): void {
    const now = this.#now();
    if (this.#current !== undefined) {
      this.#milliseconds.set(this.#current, (this.#milliseconds.get(this.#current) ?? 0) + now - this.#since);
    }
    this.#current = stage;
    this.#since = now;
  }
}
