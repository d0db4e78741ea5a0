import type { Totals } from '../../lib/log/totals.ts';
import { PushFailedError } from '../../lib/metrics/pushgateway.ts';
import type { Scheduler } from './scheduler.ts';

/** A gateway that refuses, loses answers and stalls; it notes everything that must never happen to what it shows. */
export class SimulatedGateway {
  readonly violations: string[] = [];
  pushes = 0;
  readonly #scheduler: Scheduler;
  readonly #seedingMs: number;
  readonly #shown = new Map<string, { since: number; values: Map<string, number> }>();
  #stalledUntil = 0;

  constructor(scheduler: Scheduler, seedingMs: number) {
    this.#scheduler = scheduler;
    this.#seedingMs = seedingMs;
  }

  async send(actor: string, slot: string, text: string): Promise<void> {
    const snapshot = { slot, totals: JSON.parse(text) as Totals };
    const { now } = this.#scheduler;
    if (now >= this.#stalledUntil && this.#scheduler.chance(0.05))
      this.#stalledUntil = now + 1_000 + this.#scheduler.int(50_000);
    if (now < this.#stalledUntil) {
      // What a stalled gateway has received it applies, in any order, when it resumes.
      this.#scheduler.after(this.#stalledUntil - now + this.#scheduler.int(900), () => this.#apply(snapshot));
      await this.#scheduler.step(actor, 300);
      throw new PushFailedError('no answer', true, undefined);
    }
    if (this.#scheduler.chance(0.05)) throw new PushFailedError('refused', false, undefined);
    this.#apply(snapshot);
    await this.#scheduler.step(actor, this.#scheduler.int(300));
    if (this.#scheduler.chance(0.03)) throw new PushFailedError('no answer', true, undefined);
  }

  async healthy(actor: string): Promise<boolean> {
    await this.#scheduler.step(actor, this.#scheduler.int(300));
    return this.#scheduler.now >= this.#stalledUntil;
  }

  #apply({ slot, totals }: { slot: string; totals: Totals }): void {
    this.pushes++;
    const { now } = this.#scheduler;
    const shown = this.#shown.get(slot) ?? { since: now, values: new Map() };
    const values = seriesValues(totals);
    for (const [series, before] of shown.values) {
      const after = values.get(series) ?? 0;
      if (after < before)
        this.violations.push(`slot ${slot}: ${series} went back from ${before} to ${after}`);
    }
    const early = now < shown.since + this.#seedingMs && [...values.values()].some((value) => value > 0);
    if (early) this.violations.push(`slot ${slot}: values ${now - shown.since} ms after its first zeros`);
    this.#shown.set(slot, { since: shown.since, values });
  }
}

/** Every number of the totals under a name. */
export function seriesValues(totals: Totals): Map<string, number> {
  const values = new Map<string, number>();
  for (const [metric, series] of Object.entries(totals.counters)) {
    for (const [key, value] of Object.entries(series)) values.set(`${metric}{${key}}`, value);
  }
  for (const [metric, { series }] of Object.entries(totals.histograms)) {
    for (const [key, { counts, sumMicros }] of Object.entries(series)) {
      counts.forEach((count, i) => {
        values.set(`${metric}[${i}]{${key}}`, count);
      });
      values.set(`${metric}_sum{${key}}`, sumMicros);
    }
  }
  return values;
}
