import type { Series } from '../../lib/log/seeding.ts';
import type { Totals } from '../../lib/log/totals.ts';
import { PREDICT_METRICS } from '../../lib/metrics/catalogue-log.ts';
import { PushFailedError } from '../../lib/metrics/pushgateway.ts';
import type { Scheduler } from './scheduler.ts';

/** A gateway that refuses, loses answers and stalls; it notes everything that must never happen to what it shows. */
export class SimulatedGateway {
  readonly violations: string[] = [];
  pushes = 0;
  readonly #scheduler: Scheduler;
  readonly #seedingMs: number;
  /** What each series of a slot last showed, and since when it has been there. */
  readonly #shown = new Map<string, { since: number; value: number }>();
  #stalledUntil = 0;

  constructor(scheduler: Scheduler, seedingMs: number) {
    this.#scheduler = scheduler;
    this.#seedingMs = seedingMs;
  }

  async send(actor: string, slot: string, text: string): Promise<void> {
    const snapshot = { slot, values: JSON.parse(text) as [string, number][] };
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

  /** A series that a push does not have is gone until one has it again, which is no way back. */
  #apply({ slot, values }: { slot: string; values: [string, number][] }): void {
    this.pushes++;
    const { now } = this.#scheduler;
    for (const [series, value] of values) {
      const name = `slot ${slot}: ${series}`;
      const { since, value: before } = this.#shown.get(name) ?? { since: now, value: 0 };
      if (value < before) this.violations.push(`${name} went back from ${before} to ${value}`);
      if (value > 0 && now < since + this.#seedingMs)
        this.violations.push(`${name} is ${value}, ${now - since} ms after its first zero`);
      this.#shown.set(name, { since, value });
    }
  }
}

/** What a push of these totals shows: each of the series, and no other. */
export function shownValues(totals: Totals, series: Series): Map<string, number> {
  const values = seriesValues(totals);
  const names = Object.entries(series).flatMap(([metric, keys]) => keys.map((key) => ({ metric, key })));
  return new Map(
    names.flatMap(({ metric, key }) => {
      const bounds = HISTOGRAMS.get(metric);
      const parts = bounds
        ? [...[...bounds, null].map((_, i) => `${metric}[${i}]`), `${metric}_sum`]
        : [metric];
      return parts.map((part) => [`${part}{${key}}`, values.get(`${part}{${key}}`) ?? 0] as const);
    }),
  );
}

const HISTOGRAMS: ReadonlyMap<string, readonly number[]> = new Map(
  [PREDICT_METRICS.latency, PREDICT_METRICS.values].map(({ name, buckets }) => [name, buckets]),
);

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
