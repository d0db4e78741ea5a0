import {
  AggregatorRegistry,
  Counter,
  Gauge,
  Histogram,
  type MetricObjectWithValues,
  Registry,
} from 'prom-client';
import { labelsOf, seriesKey, type Totals } from '../log/totals.ts';
import type { MetricDefinition } from './definition.ts';
import type { Sample } from './sample.ts';
import type { Seed } from './seeds.ts';

type MetricJson = MetricObjectWithValues<{ labels: Record<string, string | number>; value: number }>;

/** prom-client's metrics of one function, all series at zero; the text of any totals is rendered over them. */
export class Exposition {
  readonly #definitions: Map<string, MetricDefinition>;
  readonly #zeros = new Registry();
  readonly #known = new Set<string>();
  /** Metrics of this environment alone: best effort, from zero with every environment. */
  readonly local = new Registry();

  constructor(definitions: readonly MetricDefinition[], seeds: readonly Seed[]) {
    this.#definitions = new Map(definitions.map((definition) => [definition.name, definition]));
    const metrics = new Map(
      definitions.map((definition) => [definition.name, create(definition, this.#zeros)] as const),
    );
    for (const { metric, labels } of seeds) {
      this.#known.add(`${metric.name} ${seriesKey(labels)}`);
      const series = named(metric, labels);
      const registered = metrics.get(metric.name);
      if (registered instanceof Counter) registered.inc(series, 0);
      if (registered instanceof Histogram) registered.zero(series);
    }
  }

  /** Text exposition: zeros for every seed, the totals over them, and the local metrics. */
  async text(totals: Totals): Promise<string> {
    const parts = [
      await this.#zeros.getMetricsAsJSON(),
      this.#json(totals),
      await this.local.getMetricsAsJSON(),
    ];
    return AggregatorRegistry.aggregate(parts).metrics();
  }

  /** Totals keep what models that are gone have counted; labels that nobody knows any more are not shown. */
  #onlyKnown<T>(name: string, series: Record<string, T>): Record<string, T> {
    return Object.fromEntries(Object.entries(series).filter(([key]) => this.#known.has(`${name} ${key}`)));
  }

  #json(totals: Totals): MetricJson[] {
    const metrics: MetricJson[] = [];
    for (const [name, series] of Object.entries(totals.counters)) {
      const definition = this.#definitions.get(name);
      if (definition)
        metrics.push(json(definition, counterValues(definition, this.#onlyKnown(name, series))));
    }
    for (const [name, { bounds, series }] of Object.entries(totals.histograms)) {
      const definition = this.#definitions.get(name);
      // Other buckets than today's: the metric started again from zero with the first record that used these.
      if (!definition || definition.buckets?.join() !== bounds.join()) continue;
      metrics.push(json(definition, histogramValues(definition, this.#onlyKnown(name, series))));
    }
    return metrics;
  }
}

/** Text exposition of gauges; definitions give help and label names. @throws Error for a sample without definition. */
export async function gaugeText(
  definitions: readonly MetricDefinition[],
  samples: Sample[],
): Promise<string> {
  const registry = new Registry();
  const gauges = new Map<string, Gauge>();
  for (const { name, labels, value } of samples) {
    const definition = definitions.find((candidate) => candidate.name === name);
    if (!definition) throw new Error(`expected a gauge of the catalogue, got ${name}`);
    if (!gauges.has(name)) gauges.set(name, create(definition, registry) as Gauge);
    gauges.get(name)!.set(labels, value);
  }
  return registry.metrics();
}

function create({ name, help, type, labelNames, buckets }: MetricDefinition, registry: Registry) {
  const options = { name, help, labelNames: [...labelNames], registers: [registry] };
  if (type === 'counter') return new Counter(options);
  if (type === 'gauge') return new Gauge(options);
  return new Histogram({ ...options, buckets: [...(buckets ?? [])] });
}

const named = ({ labelNames }: MetricDefinition, values: readonly string[]): Record<string, string> =>
  Object.fromEntries(labelNames.map((name, i) => [name, values[i]!]));

type Value = { labels: Record<string, string | number>; value: number; metricName?: string };

const counterValues = (definition: MetricDefinition, series: Totals['counters'][string]): Value[] =>
  Object.entries(series).map(([key, value]) => ({ labels: named(definition, labelsOf(key)), value }));

function histogramValues(
  definition: MetricDefinition,
  series: Totals['histograms'][string]['series'],
): Value[] {
  const { name, buckets = [] } = definition;
  return Object.entries(series).flatMap(([key, { counts, sumMicros }]) => {
    const labels = named(definition, labelsOf(key));
    let cumulative = 0;
    const values: Value[] = counts.map((count, i) => {
      cumulative += count;
      return {
        metricName: `${name}_bucket`,
        labels: { le: buckets[i] ?? '+Inf', ...labels },
        value: cumulative,
      };
    });
    values.push({ metricName: `${name}_sum`, labels, value: sumMicros / 1e6 });
    values.push({ metricName: `${name}_count`, labels, value: cumulative });
    return values;
  });
}

const json = ({ name, help, type }: MetricDefinition, values: Value[]): MetricJson =>
  ({ name, help, type, values, aggregator: 'sum' }) as unknown as MetricJson;
