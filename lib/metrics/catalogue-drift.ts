import type { MetricDefinition } from './definition.ts';

const gauge = <const Name extends string, const Labels extends readonly string[]>(
  name: Name,
  help: string,
  labelNames: Labels,
) => ({ name, help, type: 'gauge' as const, labelNames: [...labelNames] });

/**
 * What the nightly job says of a model's inputs and answers against the reference, over the drift window; one group per
 * model, so no label `model` here. All but the first are absent below the minimum sample.
 */
export const DRIFT_METRICS = {
  sufficient: gauge(
    'drift_sample_sufficient',
    'Whether 1, 7 or 30 days have enough predictions for drift statistics.',
    [],
  ),
  windowDays: gauge('drift_window_days', 'Days of predictions that the drift gauges are about.', []),
  windowPredictions: gauge(
    'drift_window_predictions',
    'Predictions of the version that the drift gauges are about.',
    [],
  ),
  kl: gauge('feature_kl_divergence', 'Kullback-Leibler divergence, in nats, from the reference.', [
    'feature',
  ]),
  psi: gauge('feature_population_stability_index', 'Population stability index against the reference.', [
    'feature',
  ]),
  js: gauge('feature_js_distance', 'Jensen-Shannon distance, 0 to 1, from the reference.', ['feature']),
  ks: gauge('feature_ks_statistic', 'Kolmogorov-Smirnov statistic against the reference, over the bins.', [
    'feature',
  ]),
  wasserstein: gauge(
    'feature_wasserstein_distance',
    'Wasserstein distance from the reference, in standard deviations of the reference.',
    ['feature'],
  ),
  pValue: gauge('feature_drift_p_value', 'Bootstrap p-value of the Kullback-Leibler divergence.', [
    'feature',
  ]),
  pValueAdjusted: gauge(
    'feature_drift_p_value_adjusted',
    'The same adjusted by Benjamini-Hochberg over all features, score and class balance.',
    ['feature'],
  ),
  detected: gauge('feature_drift_detected', 'Whether the verdict is moderate or significant.', ['feature']),
  severity: gauge('feature_drift_severity', 'The verdict: 0 none, 1 minimal, 2 moderate, 3 significant.', [
    'feature',
  ]),
  impact: gauge('feature_drift_impact', 'Share of the feature importance times divergence.', ['feature']),
  importance: gauge('feature_importance', 'Permutation importance, as in the definition of the model.', [
    'feature',
  ]),
  missing: gauge('feature_missing_ratio', 'Share of rows without a value.', ['feature', 'set']),
  binShare: gauge(
    'feature_bin_share',
    'Share of rows in each bin of the five most important features, and of up to five more that drifted.',
    ['feature', 'bin', 'set'],
  ),
  shift: gauge(
    'prediction_distribution_shift',
    'Jensen-Shannon distance, 0 to 1, between the scores of the reference and of the drift window.',
    [],
  ),
  scoreKl: gauge(
    'prediction_kl_divergence',
    'Kullback-Leibler divergence, in nats, of the scores from the reference.',
    [],
  ),
  scorePValue: gauge('prediction_drift_p_value', 'Bootstrap p-value of prediction_kl_divergence.', []),
  scorePValueAdjusted: gauge(
    'prediction_drift_p_value_adjusted',
    'The same adjusted by Benjamini-Hochberg over all features, score and class balance.',
    [],
  ),
  shiftDetected: gauge('prediction_drift_detected', 'Whether the scores drifted.', []),
  classKl: gauge(
    'class_balance_kl_divergence',
    'Kullback-Leibler divergence, in nats, of the balance of the answers from the reference.',
    [],
  ),
  classPValue: gauge('class_balance_drift_p_value', 'Bootstrap p-value of class_balance_kl_divergence.', []),
  classPValueAdjusted: gauge(
    'class_balance_drift_p_value_adjusted',
    'The same adjusted by Benjamini-Hochberg over all features, score and class balance.',
    [],
  ),
  classDetected: gauge('class_balance_drift_detected', 'Whether the balance of the answers drifted.', []),
  classRatio: gauge('model_class_ratio', 'Share of each answered class.', ['class', 'set']),
  qualityRatio: gauge('data_quality_violation_ratio', 'Share of values that violate a check.', [
    'feature',
    'check',
  ]),
  qualityAlarm: gauge('data_quality_alarm', 'Whether a data quality check alarms.', ['feature', 'check']),
} as const satisfies Record<string, MetricDefinition>;
