import type { MetricDefinition } from './definition.ts';
import { gaugeText } from './exposition.ts';
import type { Pushgateway } from './pushgateway.ts';
import type { GaugePublisher, Sample } from './sample.ts';

/**
 * Gauges of one model at a time in the group `job=<function>, model=<model>`, or of none in `job=<function>`, without a
 * slot: the last write wins, and what is no longer reported disappears. @throws PushRefusedError, PushFailedError from `publish`.
 */
export class GaugeGroup implements GaugePublisher {
  readonly #gateway: Pushgateway;
  readonly #job: string;
  #definitions: readonly MetricDefinition[];

  constructor(gateway: Pushgateway, job: string, definitions: readonly MetricDefinition[]) {
    this.#gateway = gateway;
    this.#job = job;
    this.#definitions = definitions;
  }

  /** More gauges that may be published. */
  add(definitions: readonly MetricDefinition[]): void {
    this.#definitions = [...this.#definitions, ...definitions];
  }

  /** Whether it may be published: a gauge of these, with its labels. */
  knows({ name, labels }: Sample): boolean {
    const definition = this.#definitions.find((candidate) => candidate.name === name);
    const given = Object.keys(labels);
    return (
      definition !== undefined &&
      given.length === definition.labelNames.length &&
      definition.labelNames.every((label) => given.includes(label))
    );
  }

  async publish(model: string | null, samples: Sample[]): Promise<void> {
    const group = { job: this.#job, ...(model !== null && { model }) };
    await this.#gateway.put(group, await gaugeText(this.#definitions, samples));
  }
}
