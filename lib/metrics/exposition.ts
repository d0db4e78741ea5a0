import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Totals } from '../log/totals.ts';
import type { MetricDefinition } from './definition.ts';
import type { Sample } from './sample.ts';
import type { Seed } from './seeds.ts';
import { type Template, templateOf } from './template.ts';

/** prom-client's metrics of one function, all series at zero; the text of any totals is that text with other values. */
export class Exposition {
  readonly #definitions: Map<string, MetricDefinition>;
  readonly #metrics: Map<string, Counter | Gauge | Histogram>;
  readonly #zeros = new Registry();
  #template: Promise<Template> | undefined;
  /** Metrics of this environment alone: best effort, from zero with every environment. */
  readonly local = new Registry();
  readonly #showsLocal: boolean;

  constructor(definitions: readonly MetricDefinition[], seeds: readonly Seed[], showsLocal = true) {
    this.#showsLocal = showsLocal;
    this.#definitions = new Map(definitions.map((definition) => [definition.name, definition]));
    this.#metrics = new Map(
      definitions.map((definition) => [definition.name, create(definition, this.#zeros)] as const),
    );
    this.add(seeds);
  }

  /** More series, at zero, in every text from now on. */
  add(seeds: readonly Seed[]): void {
    this.#template = undefined;
    for (const { metric, labels } of seeds) {
      const series = named(metric, labels);
      const registered = this.#metrics.get(metric.name);
      if (registered instanceof Counter) registered.inc(series, 0);
      if (registered instanceof Histogram) registered.zero(series);
    }
  }

  /**
   * Text exposition: every seed with its total or zero, and the local metrics. Totals keep what models that are gone have
   * counted; labels that nobody knows any more are not shown. prom-client writes the text once: with every commit it would
   * take longer than everything else together.
   */
  async text(totals: Totals): Promise<string> {
    this.#template ??= this.#zeros.metrics().then((text) => templateOf(text, this.#definitions));
    const [template, local] = await Promise.all([
      this.#template,
      this.#showsLocal ? this.local.metrics() : '',
    ]);
    return `${template(totals)}${local}`;
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
