import { DRIFT_METRICS } from './catalogue-drift.ts';
import { PERFORMANCE_METRICS } from './catalogue-performance.ts';
import type { MetricDefinition } from './definition.ts';

/** Of the nightly job itself, in the group of each model. */
export const JOB_METRICS = {
  predictions: {
    name: 'nightly_predictions',
    help: 'Predictions of the day that the nightly job last reported.',
    type: 'gauge',
    labelNames: [],
  },
  outcomes: {
    name: 'nightly_outcomes',
    help: 'Outcomes received on the day that the nightly job last reported.',
    type: 'gauge',
    labelNames: [],
  },
  processed: {
    name: 'nightly_rows_processed',
    help: 'Records of the day that the nightly job archived for the model: predictions and outcomes.',
    type: 'gauge',
    labelNames: [],
  },
  rejected: {
    name: 'nightly_rows_rejected',
    help: 'Requests and outcomes of the day that were answered with an error.',
    type: 'gauge',
    labelNames: [],
  },
  skipped: {
    name: 'nightly_rows_skipped',
    help: 'Lines of the day that the nightly job could not use, by reason; lines of no known model count for each.',
    type: 'gauge',
    labelNames: ['reason'],
  },
  duration: {
    name: 'nightly_duration_seconds',
    help: 'Time from the start of the nightly job until the results of the model were stored.',
    type: 'gauge',
    labelNames: [],
  },
  lastSuccess: {
    name: 'nightly_last_success_timestamp_seconds',
    help: 'When the nightly job last succeeded, in seconds since the epoch.',
    type: 'gauge',
    labelNames: [],
  },
} as const satisfies Record<string, MetricDefinition>;

/** Of the audit of a day's counters, in the group of the job. */
export const AUDIT_METRICS = {
  difference: {
    name: 'counters_audit_difference',
    help: 'Largest difference of a counter of the audited day from the log: of the slots, or of Prometheus beyond its tolerance.',
    type: 'gauge',
    labelNames: ['function', 'against'],
  },
  series: {
    name: 'counters_audit_series',
    help: 'Counters that were audited, each count of a histogram as one.',
    type: 'gauge',
    labelNames: ['function'],
  },
  day: {
    name: 'counters_audit_day_timestamp_seconds',
    help: 'Start of the day that was audited last, in seconds since the epoch.',
    type: 'gauge',
    labelNames: ['function'],
  },
} as const satisfies Record<string, MetricDefinition>;

/** All gauges of the nightly job: one group per model and one about none, so no label `model`. */
export const NIGHTLY_GAUGES: readonly MetricDefinition[] = [
  ...Object.values(DRIFT_METRICS),
  ...Object.values(PERFORMANCE_METRICS),
  ...Object.values(JOB_METRICS),
  ...Object.values(AUDIT_METRICS),
];
