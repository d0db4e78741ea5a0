import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { MetricDefinition } from './definition.ts';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** Metrics of one environment about itself. They start from zero with every environment and are best effort. */
export const LOCAL_METRICS = {
  commit: {
    name: 'driftgate_commit_seconds',
    help: 'Time until the records of a request were durable; best effort.',
    type: 'histogram',
    labelNames: [],
    buckets: SECONDS,
  },
  push: {
    name: 'driftgate_push_seconds',
    help: 'Time of one push to the Pushgateway that was confirmed; best effort.',
    type: 'histogram',
    labelNames: [],
    buckets: SECONDS,
  },
  pushFailures: {
    name: 'driftgate_push_failures_total',
    help: 'Pushes that were refused or not confirmed in time; best effort.',
    type: 'counter',
    labelNames: [],
  },
  slowPushes: {
    name: 'driftgate_slow_pushes_total',
    help: 'Confirmed pushes as slow as with the gateway consistency check on (over 50 ms); best effort.',
    type: 'counter',
    labelNames: [],
  },
  storeFailures: {
    name: 'driftgate_store_failures_total',
    help: 'Requests that failed because the store did; best effort.',
    type: 'counter',
    labelNames: [],
  },
  modelRefusals: {
    name: 'driftgate_model_refusals_total',
    help: 'Times a model or a version of one could not be loaded; best effort.',
    type: 'counter',
    labelNames: ['model'],
  },
  startedAt: {
    name: 'driftgate_environment_start_timestamp_seconds',
    help: 'When the environment that writes this slot started; it changes with every cold start.',
    type: 'gauge',
    labelNames: [],
  },
  memory: {
    name: 'driftgate_memory_bytes',
    help: 'Resident memory of the environment that writes this slot.',
    type: 'gauge',
    labelNames: [],
  },
} as const satisfies Record<string, MetricDefinition>;

export interface LocalMetrics {
  commit: Histogram;
  push: Histogram;
  pushFailures: Counter;
  slowPushes: Counter;
  storeFailures: Counter;
  modelRefusals: Counter;
}

/** Registers the metrics of this environment. `startedAt` in ms since the epoch. */
export function localMetrics(registry: Registry, startedAt: number): LocalMetrics {
  const { commit, push, pushFailures, slowPushes, storeFailures, modelRefusals, memory } = LOCAL_METRICS;
  const registers = [registry];
  const histogram = ({ name, help, buckets }: typeof commit | typeof push): Histogram =>
    new Histogram({ name, help, buckets: [...buckets], registers });
  const counter = ({ name, help, labelNames }: MetricDefinition): Counter =>
    new Counter({ name, help, labelNames: [...labelNames], registers });
  const { name, help } = LOCAL_METRICS.startedAt;
  new Gauge({ name, help, registers }).set(startedAt / 1000);
  new Gauge({
    name: memory.name,
    help: memory.help,
    registers,
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  return {
    commit: histogram(commit),
    push: histogram(push),
    pushFailures: counter(pushFailures),
    slowPushes: counter(slowPushes),
    storeFailures: counter(storeFailures),
    modelRefusals: counter(modelRefusals),
  };
}
