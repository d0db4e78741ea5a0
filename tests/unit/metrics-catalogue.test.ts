import type { LogRecord } from '../../lib/log/record.ts';
import { featureGaugeName, featureGauges, SERVING_GAUGES } from '../../lib/metrics/catalogue-gauges.ts';
import { KEEPER_GAUGES } from '../../lib/metrics/catalogue-keeper.ts';
import { FEEDBACK_METRICS, PREDICT_METRICS } from '../../lib/metrics/catalogue-log.ts';
import { NIGHTLY_GAUGES } from '../../lib/metrics/catalogue-nightly.ts';
import { OUTCOME_GAUGES } from '../../lib/metrics/catalogue-outcomes.ts';
import { contribution } from '../../lib/metrics/contribution.ts';
import type { MetricDefinition } from '../../lib/metrics/definition.ts';
import { Exposition } from '../../lib/metrics/exposition.ts';
import { LOCAL_METRICS, localMetrics } from '../../lib/metrics/local.ts';
import { FEEDBACK_REASONS, PREDICT_REASONS, ROW_REASONS } from '../../lib/metrics/reasons.ts';
import { feedbackSeeds, predictSeeds } from '../../lib/metrics/seeds.ts';
import { STORE_FAILURE } from '../../lib/metrics/store-failure.ts';
import type { ClassLabel, ModelDefinition } from '../../lib/model/definition.ts';
import { readModels } from '../../lib/model/registry.ts';
import { parseSources } from '../../lib/outcomes/parse-sources.ts';
import { handlerModel } from '../support/handler-model.ts';

const TOTALS: MetricDefinition[] = [...Object.values(PREDICT_METRICS), ...Object.values(FEEDBACK_METRICS)];
const CATALOGUE: Record<string, readonly MetricDefinition[]> = {
  predict: Object.values(PREDICT_METRICS),
  feedback: Object.values(FEEDBACK_METRICS),
  local: Object.values(LOCAL_METRICS),
  store: [STORE_FAILURE],
  serving: SERVING_GAUGES,
  keeper: KEEPER_GAUGES,
  outcomes: OUTCOME_GAUGES,
  nightly: NIGHTLY_GAUGES,
};
const line = ({ name, type, labelNames, buckets }: MetricDefinition): string =>
  `${type} ${name}{${labelNames.join()}}${buckets ? ` ${buckets.join(' ')}` : ''}`;

// Dashboards, alerts and the gateway itself rely on every word of this: change it knowingly.
test.each([
  [
    'predict',
    [
      'counter model_requests_total{model}',
      'counter model_success_total{model}',
      'counter model_errors_total{model,reason}',
      'counter model_predictions_by_class_total{model,class}',
      'histogram model_prediction_latency_seconds{model} 0.001 0.0025 0.005 0.01 0.025 0.05 0.1 0.25 0.5 1 2 4 8',
      'histogram model_prediction_values{model} 0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8 0.9 1',
    ],
  ],
  [
    'feedback',
    [
      'counter model_feedback_total{model,source}',
      'counter model_feedback_correct_total{model,source}',
      'counter model_confusion_total{model,actual,predicted}',
      'histogram model_feedback_delay_seconds{model} 60 3600 21600 86400 259200 604800 1209600 2592000 7776000 15552000 31536000',
      'counter outcomes_rejected_total{model,source,reason}',
    ],
  ],
  [
    'local',
    [
      'histogram driftgate_commit_seconds{} 0.001 0.0025 0.005 0.01 0.025 0.05 0.1 0.25 0.5 1 2.5',
      'histogram driftgate_push_seconds{} 0.001 0.0025 0.005 0.01 0.025 0.05 0.1 0.25 0.5 1 2.5',
      'counter driftgate_push_failures_total{}',
      'counter driftgate_slow_pushes_total{}',
      'counter driftgate_store_failures_total{}',
      'counter driftgate_model_refusals_total{model}',
      'gauge driftgate_environment_start_timestamp_seconds{}',
      'gauge driftgate_memory_bytes{}',
    ],
  ],
  ['store', ['gauge driftgate_store_failure_timestamp_seconds{}']],
  [
    'serving',
    ['gauge model_info{version}', 'gauge model_accuracy{window}', 'gauge model_accuracy_outcomes{window}'],
  ],
  ['outcomes', ['gauge outcome_source_last_success_timestamp_seconds{source}']],
  ['keeper', ['gauge driftgate_slots{function,state}', 'gauge keeper_last_success_timestamp_seconds{}']],
  [
    'nightly',
    [
      'gauge drift_sample_sufficient{}',
      'gauge drift_window_days{}',
      'gauge drift_window_predictions{}',
      'gauge feature_kl_divergence{feature}',
      'gauge feature_population_stability_index{feature}',
      'gauge feature_js_distance{feature}',
      'gauge feature_ks_statistic{feature}',
      'gauge feature_wasserstein_distance{feature}',
      'gauge feature_drift_p_value{feature}',
      'gauge feature_drift_p_value_adjusted{feature}',
      'gauge feature_drift_detected{feature}',
      'gauge feature_drift_severity{feature}',
      'gauge feature_drift_impact{feature}',
      'gauge feature_importance{feature}',
      'gauge feature_missing_ratio{feature,set}',
      'gauge feature_bin_share{feature,bin,set}',
      'gauge prediction_distribution_shift{}',
      'gauge prediction_kl_divergence{}',
      'gauge prediction_drift_p_value{}',
      'gauge prediction_drift_p_value_adjusted{}',
      'gauge prediction_drift_detected{}',
      'gauge class_balance_kl_divergence{}',
      'gauge class_balance_drift_p_value{}',
      'gauge class_balance_drift_p_value_adjusted{}',
      'gauge class_balance_drift_detected{}',
      'gauge model_class_ratio{class,set}',
      'gauge data_quality_violation_ratio{feature,check}',
      'gauge data_quality_alarm{feature,check}',
      'gauge model_accuracy{window}',
      'gauge model_accuracy_outcomes{window}',
      'gauge model_accuracy_lower{window}',
      'gauge model_accuracy_upper{window}',
      'gauge model_feedback_coverage_ratio{window}',
      'gauge model_class_feedback_coverage_ratio{class}',
      'gauge model_reference_accuracy{}',
      'gauge model_accuracy_change{}',
      'gauge model_performance_mature{}',
      'gauge model_accuracy_post_stratified{}',
      'gauge model_estimated_accuracy{}',
      'gauge model_estimated_accuracy_standard_error{}',
      'gauge model_estimated_precision{}',
      'gauge model_estimated_recall{}',
      'gauge model_estimated_f1_score{}',
      'gauge model_estimated_roc_auc{}',
      'gauge model_performance_gap{}',
      'gauge model_performance_gap_z{}',
      'gauge model_performance_gap_detected{}',
      'gauge model_precision{class}',
      'gauge model_recall{class}',
      'gauge model_f1_score{class}',
      'gauge model_roc_auc{}',
      'gauge model_log_loss{}',
      'gauge model_brier_score{}',
      'gauge model_calibration_error{}',
      'gauge model_calibration_error_limit{}',
      'gauge model_calibration_ratio{bin,set}',
      'gauge model_best_constant_accuracy{}',
      'gauge model_cohort_class_ratio{class,set}',
      'gauge model_feedback_delay_median_seconds{}',
      'gauge reviewer_agreement_kappa{}',
      'gauge reviewer_agreement_predictions{}',
      'gauge feature_accuracy_change{feature}',
      'gauge model_segment_accuracy_change{segment}',
      'gauge model_decision{decision}',
      'gauge model_validation_accuracy{}',
      'gauge model_validation_agrees{}',
      'gauge nightly_predictions{}',
      'gauge nightly_outcomes{}',
      'gauge nightly_rows_processed{}',
      'gauge nightly_rows_rejected{}',
      'gauge nightly_rows_skipped{reason}',
      'gauge nightly_duration_seconds{}',
      'gauge nightly_last_success_timestamp_seconds{}',
      'gauge counters_audit_difference{function,against}',
      'gauge counters_audit_series{function}',
      'gauge counters_audit_day_timestamp_seconds{function}',
    ],
  ],
])('the metrics of %s', (part, expected) => {
  expect(CATALOGUE[part]!.map(line)).toEqual(expected);
});

test('one name has one type, one help text, one set of labels and one layout everywhere', async () => {
  const models = [...(await readModels('models')).values()].map(({ definition }) => definition);
  // The same feature means other things to other models.
  const described = models.map((model) => ({
    ...model,
    features: model.features.map((feature) => ({ ...feature, description: `${feature.description}, other` })),
  }));
  const all = [...Object.values(CATALOGUE).flat(), ...[...models, ...described].flatMap(featureGauges)];
  const known = new Map<string, MetricDefinition>();
  for (const metric of all) {
    expect(metric).toEqual(known.get(metric.name) ?? metric);
    known.set(metric.name, metric);
  }
  expect(known.size).toBeGreaterThan(30);
});

test.each(Object.values(CATALOGUE).flat())(
  '$name is well formed and says what it is in a sentence',
  (metric) => {
    expect(metric.name).toMatch(/^[a-z][a-z0-9_]*[a-z0-9]$/);
    expect(metric.name.endsWith('_total')).toBe(metric.type === 'counter');
    expect(metric.help).toMatch(/^[A-Z].*[.]$|^[A-Z].*; best effort\.$/);
    const { buckets = [] } = metric;
    expect([...buckets].sort((a, b) => a - b)).toEqual([...buckets]);
    expect(buckets.length > 0).toBe(metric.type === 'histogram');
    expect(
      metric.labelNames.filter((label) => ['version', 'job', 'slot', 'le', 'instance'].includes(label)),
    ).toEqual(metric.name === 'model_info' ? ['version'] : []);
  },
);

test('every total has the model as its first label: seeding relies on it', () => {
  for (const { labelNames } of TOTALS) expect(labelNames[0]).toBe('model');
});

test('gauges of a group that carries the model do not carry it again', () => {
  for (const { labelNames } of [...SERVING_GAUGES, ...NIGHTLY_GAUGES])
    expect(labelNames).not.toContain('model');
});

test.each([
  'model_requests_total',
  'model_success_total',
  'model_errors_total',
  'model_predictions_by_class_total',
  'model_prediction_latency_seconds',
  'model_prediction_values',
  'model_accuracy',
  'feature_kl_divergence',
  'prediction_distribution_shift',
])('%s exists, as existing dashboards query it', (name) => {
  expect(
    Object.values(CATALOGUE)
      .flat()
      .map((metric) => metric.name),
  ).toContain(name);
});

test('numbers and integer codes have a gauge of their own, so have the numbers of texts, strings have none', () => {
  const model = handlerModel({
    features: [
      { name: 'age', type: 'integer', description: 'years' },
      { name: 'income', type: 'number', description: 'USD', nullable: true },
      { name: 'status', type: 'integer', description: 'code', categories: [0, 1] },
      { name: 'region', type: 'string', description: 'where' },
      { name: 'comment', type: 'text', description: 'what' },
    ],
  });
  expect(featureGauges(model).map(({ name }) => name)).toEqual([
    'model_feature_age',
    'model_feature_income',
    'model_feature_status',
    'model_feature_comment__characters',
  ]);
  expect(featureGaugeName('REGION')).toBe('model_feature_REGION');
});

describe('seeds', () => {
  const binary = handlerModel({ name: 'm' });
  const words = handlerModel({ name: 'w', task: 'multiclass', classes: ['a', 'b, "c"', 'd'] });

  test('whatever predict can count has a zero', () => {
    const seeds = new Set(
      predictSeeds([binary, words]).map(({ metric, labels }) => key(metric.name, labels)),
    );
    for (const { name, classes } of [binary, words]) {
      for (const label of classes) {
        const record: LogRecord = {
          type: 'prediction',
          id: 'i',
          time: '2026-01-01T00:00:00.000Z',
          model: name,
          version: '1',
          features: {},
          label,
          score: 0.5,
          probabilities: [],
          request: { rows: 1, latency_us: 10 },
        };
        for (const { metric, labels } of contribution(record)) expect(seeds).toContain(key(metric, labels));
      }
    }
    for (const model of ['m', 'w', 'unknown']) {
      for (const reason of PREDICT_REASONS) {
        const record: LogRecord = { type: 'rejected', time: '', model, reason, checks: [] };
        for (const { metric, labels } of contribution(record)) expect(seeds).toContain(key(metric, labels));
      }
    }
    expect(seeds).toHaveProperty('size', predictSeeds([binary, words]).length); // none twice
  });

  test('whatever can be counted of the sources has a zero, and no model that a source does not tell of has one', () => {
    const sources = parseSources(
      {
        sources: [
          {
            name: 'files',
            kind: 'file',
            confidence: 1,
            model: 'w',
            mapping: { prediction_id: 'id', outcome: 'o' },
          },
        ],
      },
      'test',
    );
    const list = feedbackSeeds([binary, words], sources);
    const seeds = new Set(list.map(({ metric, labels }) => key(metric.name, labels)));
    const told: [string, ModelDefinition[], readonly string[]][] = [
      ['api', [binary, words], FEEDBACK_REASONS],
      ['reviewer', [binary, words], FEEDBACK_REASONS],
      ['files', [words], ROW_REASONS],
    ];
    const counted = new Set<string>();
    const count = (record: LogRecord) => {
      for (const { metric, labels } of contribution(record)) counted.add(key(metric, labels));
    };
    for (const [source, models, reasons] of told) {
      for (const { name, classes } of models) {
        for (const actual of classes)
          for (const label of classes) count(outcome(name, source, actual, label));
      }
      for (const model of [...models.map(({ name }) => name), 'unknown']) {
        for (const reason of reasons) count({ type: 'rejected_outcome', time: '', model, source, reason });
      }
    }
    expect([...seeds].sort()).toEqual([...counted].sort());
    expect(seeds).toHaveProperty('size', list.length);
  });

  const outcome = (model: string, source: string, actual: ClassLabel, label: ClassLabel): LogRecord => ({
    type: 'outcome',
    id: 'o',
    time: '2026-01-02T00:00:00.000Z',
    model,
    prediction_id: 'p',
    source,
    confidence: 1,
    actual,
    prediction: {
      time: '2026-01-01T00:00:00.000Z',
      version: '1',
      features: {},
      label,
      score: 0.5,
      probabilities: [],
    },
  });

  const key = (metric: string, labels: readonly string[]): string => JSON.stringify([metric, ...labels]);
});

test('the metrics of an environment are registered as the catalogue has them', async () => {
  const exposition = new Exposition([], []);
  localMetrics(exposition.local, 1_700_000_000_000);
  const text = await exposition.text({ counters: {}, histograms: {} });
  for (const { name, help, type } of Object.values(LOCAL_METRICS)) {
    expect(text).toContain(`# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`);
  }
  expect(text).toContain('\ndriftgate_environment_start_timestamp_seconds 1700000000\n');
  expect(text.match(/^# TYPE/gm)).toHaveLength(Object.keys(LOCAL_METRICS).length);
});
