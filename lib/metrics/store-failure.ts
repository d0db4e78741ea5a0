import type { MetricDefinition } from './definition.ts';
import { gaugeText } from './exposition.ts';
import type { Pushgateway } from './pushgateway.ts';

export const STORE_FAILURE: MetricDefinition = {
  name: 'driftgate_store_failure_timestamp_seconds',
  help: 'When a request of the function last failed because the store did; best effort.',
  type: 'gauge',
  labelNames: [],
};

const INTERVAL_MS = 5_000;

/**
 * Says when the store last failed, at most once per five seconds, in the group `job=<function>, part=store`. Not with the
 * totals of a slot: those are published after a commit, and while the store fails there is none.
 */
export class StoreFailureGauge {
  readonly #gateway: Pick<Pushgateway, 'put'>;
  readonly #job: string;
  readonly #now: () => number;
  #toldAt = Number.NEGATIVE_INFINITY;

  /** @param now milliseconds since the epoch */
  constructor(gateway: Pick<Pushgateway, 'put'>, job: string, now: () => number) {
    this.#gateway = gateway;
    this.#job = job;
    this.#now = now;
  }

  /** @throws PushRefusedError, PushFailedError */
  async tell(): Promise<void> {
    const now = this.#now();
    if (now - this.#toldAt < INTERVAL_MS) return;
    this.#toldAt = now;
    const sample = { name: STORE_FAILURE.name, labels: {}, value: now / 1000 };
    await this.#gateway.put({ job: this.#job, part: 'store' }, await gaugeText([STORE_FAILURE], [sample]));
  }
}
