import type { FeatureValues } from '../log/record.ts';
import type { ModelDefinition } from '../model/definition.ts';
import { featureGaugeName } from './catalogue-gauges.ts';
import type { GaugePublisher, Sample } from './sample.ts';

const INTERVAL_MS = 5_000;

/** The last value seen of every numeric feature, published at most once per five seconds and model. */
export class FeatureGauges {
  readonly #gauges: GaugePublisher;
  readonly #now: () => number;
  readonly #models = new Map<string, { version: string; values: Map<string, number>; publishedAt: number }>();

  constructor(gauges: GaugePublisher, now: () => number) {
    this.#gauges = gauges;
    this.#now = now;
  }

  /** Takes note of a row that was predicted, as it may be stored. Rejects when a push that was due failed. */
  async see({ name, version }: ModelDefinition, row: FeatureValues): Promise<void> {
    let state = this.#models.get(name);
    // Another version may have other features.
    if (state?.version !== version)
      state = { version, values: new Map(), publishedAt: state?.publishedAt ?? Number.NEGATIVE_INFINITY };
    this.#models.set(name, state);
    for (const [feature, value] of Object.entries(row)) {
      if (typeof value === 'number') state.values.set(feature, value);
    }
    if (this.#now() - state.publishedAt < INTERVAL_MS) return;
    state.publishedAt = this.#now();
    const samples: Sample[] = [{ name: 'model_info', labels: { version }, value: 1 }];
    for (const [feature, value] of state.values)
      samples.push({ name: featureGaugeName(feature), labels: {}, value });
    await this.#gauges.publish(name, samples);
  }
}
