interface Parked {
  actor: string;
  at: number;
  resume(): void;
}

/**
 * Runs actors under a random but repeatable schedule. Every step of an actor parks it; the scheduler picks who goes on,
 * moves the virtual clock, freezes an actor for minutes now and then, or kills it: a killed actor never runs again.
 */
export class Scheduler {
  now: number;
  readonly #random: () => number;
  readonly #killRatio: number;
  readonly #parked: Parked[] = [];
  readonly #events: { at: number; run(): void }[] = [];
  readonly #live = new Set<string>();
  readonly #dead = new Set<string>();
  readonly errors: string[] = [];

  constructor(random: () => number, start: number, killRatio: number) {
    this.#random = random;
    this.now = start;
    this.#killRatio = killRatio;
  }

  int(below: number): number {
    return Math.floor(this.#random() * below);
  }

  chance(ratio: number): boolean {
    return this.#random() < ratio;
  }

  /** Parks the actor for a moment, or for `ms`. */
  step(actor: string, ms?: number): Promise<void> {
    const wait = ms ?? (this.chance(0.06) ? 100_000 + this.int(200_000) : this.int(4_000));
    return new Promise((resume) => {
      if (!this.#dead.has(actor)) this.#parked.push({ actor, at: this.now + wait, resume });
    });
  }

  /** Something that happens by itself after `ms`, whoever lives then. */
  after(ms: number, run: () => void): void {
    this.#events.push({ at: this.now + ms, run });
  }

  actor(name: string, body: () => Promise<void>): void {
    this.#live.add(name);
    body()
      .catch((error: unknown) => this.errors.push(`${name}: ${(error as Error).stack}`))
      .finally(() => this.#live.delete(name));
  }

  /** Until every actor has ended or was killed. */
  async run(): Promise<void> {
    for (let steps = 0; steps < 200_000; steps++) {
      await new Promise(setImmediate);
      this.#happen();
      if (this.#live.size === 0) break;
      const ready = this.#parked.filter(({ at }) => at <= this.now);
      if (ready.length === 0) {
        const next = Math.min(...[...this.#parked, ...this.#events].map(({ at }) => at));
        if (next === Number.POSITIVE_INFINITY) throw new Error(`stuck: ${[...this.#live].join(', ')}`);
        this.now = next;
        continue;
      }
      const parked = ready[this.int(ready.length)]!;
      this.#parked.splice(this.#parked.indexOf(parked), 1);
      if (this.chance(0.5)) this.now += this.int(1_000);
      if (this.chance(this.#killRatio)) this.#kill(parked.actor);
      else parked.resume();
    }
    this.now = Number.MAX_SAFE_INTEGER;
    this.#happen();
  }

  #happen(): void {
    for (const event of this.#events.filter(({ at }) => at <= this.now).sort((a, b) => a.at - b.at)) {
      this.#events.splice(this.#events.indexOf(event), 1);
      event.run();
    }
  }

  #kill(actor: string): void {
    this.#dead.add(actor);
    this.#live.delete(actor);
    for (let i = this.#parked.length - 1; i >= 0; i--) {
      if (this.#parked[i]!.actor === actor) this.#parked.splice(i, 1);
    }
  }
}
