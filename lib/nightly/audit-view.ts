import type { MetricDefinition } from '../metrics/definition.ts';
import { positiveIncrease } from '../metrics/positive-increase.ts';
import type { Prometheus, VectorSample } from '../metrics/prometheus.ts';
import { published, type Seen } from './audit-bounds.ts';
import { type Counts, countKey, countName } from './audit-counts.ts';

/** A day, in milliseconds since the epoch. */
export interface Window {
  start: number;
  end: number;
}

/** A series that was gone for less than this, because the gateway was down, goes on where it was. */
const GAP_MS = 3600_000;
/** After the idle time of a slot the keeper has come twice by then, and a series that is new needs it twice. */
const LATE_MS = 15 * 60_000;
/** That many series going down are a matter of their own. */
const MOST_RESETS = 100;

/** A counter of a function, or the count of a histogram, in Prometheus: series that differ only in slot are added. */
export class CounterView {
  readonly #prometheus: Prometheus;
  readonly #metric: MetricDefinition;
  readonly #name: string;
  readonly #job: string;
  readonly #signal: AbortSignal;

  constructor(prometheus: Prometheus, metric: MetricDefinition, job: string, signal: AbortSignal) {
    this.#prometheus = prometheus;
    this.#metric = metric;
    this.#name = countName(metric);
    this.#job = job;
    this.#signal = signal;
  }

  /** Nothing of it is known to be late. */
  async seen({ start, end }: Window): Promise<Seen> {
    const { scrapeIntervalMs: scrape } = this.#prometheus;
    return {
      inner: await this.#increases({ start: start + scrape, end: end - scrape }),
      outer: await this.#increases({ start: start - scrape, end: end + scrape }),
      late: { start: new Map(), end: new Map() },
    };
  }

  /** What had been counted in these slots before a moment, and was published late. */
  async late(moment: number, counted: Counts, slots: readonly string[]): Promise<Counts> {
    const series = this.#series(`slot=~${JSON.stringify(slots.join('|'))}`);
    const scraped = moment + this.#prometheus.scrapeIntervalMs;
    const shown = await this.#sum(`max_over_time(${range(series, scraped, GAP_MS)})`);
    const inTheEnd = await this.#sum(`max_over_time(${range(series, moment + LATE_MS, GAP_MS + LATE_MS)})`);
    return published(counted, shown, inTheEnd);
  }

  /**
   * The sum of positive increases over raw samples, from the last one before the window to the last one in it. Of a
   * series that never went down it is a difference, which Prometheus can take itself: a day of raw samples is large.
   */
  async #increases({ start, end }: Window): Promise<Counts> {
    if (end <= start) return new Map();
    const series = this.#series('slot!=""');
    const within = range(series, end, end - start);
    const before = range(series, start, GAP_MS);
    const wentDown = `resets(${range(series, end, end - start + GAP_MS)}) > 0`;
    const first = `(max_over_time(${before}) or min_over_time(${within}))`;
    const counts = await this.#sum(`(max_over_time(${within}) - ${first}) unless ${wentDown}`);
    const found = await this.#prometheus.vector(wentDown, this.#signal);
    if (found.length > MOST_RESETS)
      throw new Error(`${series}: expected at most ${MOST_RESETS} series that go down, got ${found.length}`);
    for (const { labels } of found) {
      const value = await this.#rawIncrease(labels, { start, end });
      this.#add(counts, { labels, value });
    }
    return counts;
  }

  async #rawIncrease(labels: Record<string, string>, { start, end }: Window): Promise<number> {
    const matchers = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
    const query = range(`${this.#name}{${matchers.join(',')}}`, end, end - start + GAP_MS);
    const matching = await this.#prometheus.raw(query, this.#signal);
    // Others may have the same labels and more; its own are these and the name.
    const size = matchers.length + 1;
    const { samples } = matching.find((of) => Object.keys(of.labels).length === size) ?? { samples: [] };
    const base = samples.findLastIndex(({ seconds }) => seconds * 1000 <= start);
    return positiveIncrease(samples.slice(Math.max(0, base)).map(({ value }) => value));
  }

  #series(slots: string): string {
    return `${this.#name}{job=${JSON.stringify(this.#job)},${slots}}`;
  }

  async #sum(expression: string): Promise<Counts> {
    const counts: Counts = new Map();
    const query = `sum without (slot, instance) (${expression})`;
    for (const sample of await this.#prometheus.vector(query, this.#signal)) this.#add(counts, sample);
    return counts;
  }

  #add(counts: Counts, { labels, value }: VectorSample): void {
    const key = countKey(
      this.#name,
      this.#metric.labelNames.map((name) => labels[name] ?? ''),
    );
    counts.set(key, (counts.get(key) ?? 0) + value);
  }
}

/** The samples of so many milliseconds before a moment, in milliseconds since the epoch. */
const range = (series: string, moment: number, milliseconds: number): string =>
  `${series}[${Math.ceil(milliseconds)}ms] @ ${seconds(moment)}`;

/** As the API takes moments: in seconds. */
export const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(3);
