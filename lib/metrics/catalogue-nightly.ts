import { SERVING_GAUGES } from './catalogue-gauges.ts';
import type { MetricDefinition } from './definition.ts';

/** Other functions publish it too, for other windows: the same definition, as one name has one help text. */
function shared(name: string): MetricDefinition {
  const definition = SERVING_GAUGES.find((candidate) => candidate.name === name);
  if (!definition) throw new Error(`expected ${name} among the serving gauges`);
  return definition;
}

/**
 * Gauges of the nightly job: one group per model, so no label `model` here. Drift gauges are absent below the minimum
 * sample, and whatever is undefined is absent too.
 */
export const NIGHTLY_METRICS = {
  kl: {
    name: 'feature_kl_divergence',
    help: 'Kullback-Leibler divergence, in nats, of the last complete day from the reference, by feature.',
    type: 'gauge',
    labelNames: ['feature'],
  },
  shift: {
    name: 'prediction_distribution_shift',
    help: 'Jensen-Shannon distance, 0 to 1, between the scores of the last complete day and of the reference.',
    type: 'gauge',
    labelNames: [],
  },
  sufficient: {
    name: 'drift_sample_sufficient',
    help: 'Whether the day had enough predictions for drift statistics.',
    type: 'gauge',
    labelNames: [],
  },
  classRatio: {
    name: 'model_class_ratio',
    help: 'Share of each answered class among the predictions of the last complete day.',
    type: 'gauge',
    labelNames: ['class'],
  },
  accuracy: shared('model_accuracy'),
  accuracyOutcomes: shared('model_accuracy_outcomes'),
  accuracyCoverage: {
    name: 'model_accuracy_coverage_ratio',
    help: 'Labelled share of the predictions that the accuracy of the same window is about.',
    type: 'gauge',
    labelNames: ['window'],
  },
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

export const NIGHTLY_GAUGES: readonly MetricDefinition[] = Object.values(NIGHTLY_METRICS);
