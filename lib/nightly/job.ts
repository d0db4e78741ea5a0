import type { EventBus } from '../events/event-bus.ts';
import type { Prometheus } from '../metrics/prometheus.ts';
import type { GaugePublisher } from '../metrics/sample.ts';
import type { ModelDefinition } from '../model/definition.ts';
import type { HoldoutValidation } from '../model/validate-holdout.ts';
import type { Reference } from '../profile/reference.ts';
import type { Logger } from '../runtime/logger.ts';
import type { Store } from '../store/store.ts';

/** A model with what it is compared to. */
export interface MonitoredModel {
  definition: ModelDefinition;
  reference: Reference;
}

export interface NightlyDependencies {
  store: Store;
  /** By name. */
  models: ReadonlyMap<string, MonitoredModel>;
  /** Models that there are, but that cannot be monitored, and why. */
  refused: ReadonlyMap<string, Error>;
  gauges: GaugePublisher;
  /** Which scrapes the gateway; undefined: counters are audited without it. */
  prometheus: Prometheus | undefined;
  /** Runs a model over its held-out rows. */
  validate: (model: string) => Promise<HoldoutValidation>;
  /** Which share of the predictions two reviewers are to judge, 0 to 1. */
  secondReviewShare: number;
  /** Where others hear of what the job found; undefined: only the store. */
  events: EventBus | undefined;
  /** Milliseconds since the epoch. */
  now: () => number;
  logger: Logger;
  /** An existing directory for files that last as long as the job. */
  tmp: string;
}
