/** One gauge value of a model. `labels` without `model`, which the group carries. */
export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

/** Publishes all gauges of one model at once: those no longer among them disappear. */
export interface GaugePublisher {
  publish(model: string, samples: Sample[]): Promise<void>;
}
