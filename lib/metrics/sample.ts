/** One gauge value. `labels` without `model`, which the group carries. */
export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

/**
 * Publishes all gauges of one model at once, or those that are about none (null): those no longer among them disappear.
 */
export interface GaugePublisher {
  publish(model: string | null, samples: Sample[]): Promise<void>;
}
