import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDashboards, targetsOf } from '../support/dashboards.ts';
import { BUILT_IN, escaped, interpolate } from '../support/grafana-variables.ts';
import { inFolder, runTool } from '../support/prometheus-tools.ts';

const VALUES = { ...BUILT_IN, model: 'm', version: '.*', window: '5m', feature: '(f|g)' };

/** What a panel asks, by `dashboard: panel, query`. */
const expressions = new Map<string, string>(
  readDashboards().flatMap(({ name, panels }) =>
    panels.flatMap((panel) =>
      targetsOf(panel).map(({ refId, expr }) => [`${name}: ${panel.title}, ${refId}`, expr] as const),
    ),
  ),
);

interface Case {
  query: string;
  /** Samples, one a minute. */
  series: Record<string, string>;
  /** After ten minutes. */
  expected: Record<string, number>;
  values?: Record<string, string>;
}

const of = (labels = ''): string => `{model="m"${labels && `, ${labels}`}}`;

const CASES: Record<string, Case> = {
  'a slot that is new and one that another environment took are cold starts': {
    query: 'serving: Cold starts, A',
    series: {
      'driftgate_environment_start_timestamp_seconds{job="predict", slot="0"}': '1x7 100x5',
      'driftgate_environment_start_timestamp_seconds{job="predict", slot="1"}': '_x7 100x5',
      'driftgate_environment_start_timestamp_seconds{job="feedback", slot="0"}': '1x12',
    },
    expected: { '{job="predict"}': 2, '{job="feedback"}': 0 },
  },
  'a gateway that starts again makes no cold starts': {
    query: 'serving: Cold starts, A',
    series: { 'driftgate_environment_start_timestamp_seconds{job="predict", slot="0"}': '1x3 stale _x2 1x6' },
    expected: { '{job="predict"}': 0 },
  },
  'the accuracy of a training run is that of its last step': {
    query: 'training: Accuracy as the run goes on, A',
    series: {
      [`model_training_accuracy${of()}`]: '0.95x12',
      [`model_training_accuracy${of('step="10"')}`]: '0.7x12',
      [`model_training_accuracy${of('step="20"')}`]: '_x5 0.8x7',
      [`model_training_step${of()}`]: '10x5 20x7',
    },
    expected: { '{model="m"}': 0.8 },
  },
  'too little data is a verdict of its own': {
    query: 'drift: Verdict, A',
    series: { [`drift_sample_sufficient${of()}`]: '0x12' },
    expected: { '{}': -1 },
  },
  'the verdict is that of the worst feature': {
    query: 'drift: Verdict, A',
    series: {
      [`drift_sample_sufficient${of()}`]: '1x12',
      [`feature_drift_severity${of('feature="f"')}`]: '1x12',
      [`feature_drift_severity${of('feature="g"')}`]: '3x12',
    },
    expected: { '{}': 3 },
  },
  'verdicts of the overview, one for each model': {
    query: 'overview: Models, A',
    series: {
      'drift_sample_sufficient{model="a"}': '0x12',
      'drift_sample_sufficient{model="b"}': '1x12',
      'feature_drift_severity{model="b", feature="f"}': '2x12',
    },
    expected: { '{model="a"}': -1, '{model="b"}': 2 },
  },
  'errors of the overview, of each model that there is and that is asked': {
    query: 'overview: Models, F',
    series: {
      'model_requests_total{model="a", slot="0"}': '0+6x12',
      'model_requests_total{model="a", slot="1"}': '0+2x12',
      'model_errors_total{model="a", slot="0", reason="wrong_type"}': '0+1x12',
      'model_errors_total{model="a", slot="1", reason="out_of_range"}': '0+1x12',
      'model_requests_total{model="idle", slot="0"}': '5x12',
      'model_errors_total{model="idle", slot="0", reason="wrong_type"}': '1x12',
      'model_requests_total{model="unknown", slot="0"}': '0+1x12',
      'model_errors_total{model="unknown", slot="0", reason="unknown_model"}': '0+1x12',
    },
    expected: { '{model="a"}': 0.25 },
  },
  'latency of the overview, of each model that is asked': {
    query: 'overview: Models, G',
    // The 95th of 100 of both slots is the last one up to 2 s.
    series: {
      'model_prediction_latency_seconds_bucket{model="a", slot="0", le="1"}': '0+3000x12',
      'model_prediction_latency_seconds_bucket{model="a", slot="0", le="2"}': '0+3000x12',
      'model_prediction_latency_seconds_bucket{model="a", slot="0", le="+Inf"}': '0+3000x12',
      'model_prediction_latency_seconds_bucket{model="a", slot="1", le="1"}': '0+2400x12',
      'model_prediction_latency_seconds_bucket{model="a", slot="1", le="2"}': '0+2700x12',
      'model_prediction_latency_seconds_bucket{model="a", slot="1", le="+Inf"}': '0+3000x12',
      'model_prediction_latency_seconds_bucket{model="idle", slot="0", le="1"}': '1x12',
      'model_prediction_latency_seconds_bucket{model="idle", slot="0", le="+Inf"}': '1x12',
    },
    expected: { '{model="a"}': 2 },
  },
  'alerts that fire, without the one that always does': {
    query: 'overview: Firing alerts, A',
    series: {
      'ALERTS{alertname="Watchdog", alertstate="firing"}': '1x12',
      'ALERTS{alertname="FeatureDrift", alertstate="firing", model="m", feature="f"}': '1x12',
      'ALERTS{alertname="FeatureDrift", alertstate="firing", model="m", feature="g"}': '1x12',
      'ALERTS{alertname="ModelAccuracyLow", alertstate="pending", model="m"}': '1x12',
    },
    expected: { '{}': 2 },
  },
  'slots that environments pushed for in the last minute and a half': {
    query: 'serving: Slots, B',
    series: {
      'push_time_seconds{job="predict", slot="0"}': '540x12',
      'driftgate_environment_start_timestamp_seconds{job="predict", slot="0"}': '1x12',
      'push_time_seconds{job="predict", slot="1"}': '500x12',
      'driftgate_environment_start_timestamp_seconds{job="predict", slot="1"}': '1x12',
      'push_time_seconds{job="predict", slot="2"}': '590x12',
      'push_time_seconds{job="predict", model="m"}': '590x12',
    },
    expected: { '{job="predict"}': 1 },
  },
  'errors of all requests, of every slot': {
    query: 'serving: Errors of all requests, A',
    series: {
      [`model_requests_total${of('slot="0"')}`]: '0+6x12',
      [`model_requests_total${of('slot="1"')}`]: '0+2x12',
      [`model_errors_total${of('slot="0", reason="wrong_type"')}`]: '0+1x12',
      [`model_errors_total${of('slot="1", reason="out_of_range"')}`]: '0+1x12',
    },
    expected: { '{}': 0.25 },
  },
  'no requests are no share of errors': {
    query: 'serving: Errors of all requests, A',
    series: { [`model_requests_total${of()}`]: '8x12', [`model_errors_total${of()}`]: '1x12' },
    expected: {},
  },
  'shares of the answers': {
    query: 'training: Answers in the time range, A',
    series: {
      [`model_predictions_by_class_total${of('class="0", slot="0"')}`]: '0+2x12',
      [`model_predictions_by_class_total${of('class="0", slot="1"')}`]: '0+1x12',
      [`model_predictions_by_class_total${of('class="1", slot="0"')}`]: '0+1x12',
    },
    expected: { '{class="0"}': 0.75, '{class="1"}': 0.25 },
  },
  'a check that alarms now or alarmed before, and no other': {
    query: 'drift: Checks that alarm, A',
    series: {
      [`data_quality_alarm${of('feature="f", check="completeness_check"')}`]: '0x3 1x3 0x6',
      [`data_quality_alarm${of('feature="g", check="completeness_check"')}`]: '0x12',
    },
    expected: { 'data_quality_alarm{model="m", feature="f", check="completeness_check"}': 0 },
  },
  'what is missing beyond the reference': {
    query: 'drift: Missing values, against the reference, A',
    series: {
      [`feature_missing_ratio${of('feature="f", set="production"')}`]: '0.75x12',
      [`feature_missing_ratio${of('feature="f", set="reference"')}`]: '0.25x12',
    },
    expected: { '{model="m", feature="f"}': 0.5 },
  },
  'predicted minus actual': {
    query: 'churn: Predicted minus actual, A',
    series: {
      [`model_cohort_class_ratio${of('class="1", set="predicted"')}`]: '0.25x12',
      [`model_cohort_class_ratio${of('class="1", set="actual"')}`]: '0.5x12',
    },
    expected: { '{class="1"}': -0.25 },
  },
  'two standard errors around the estimate': {
    query: 'performance: Realised against estimated accuracy, E',
    series: {
      [`model_estimated_accuracy${of()}`]: '0.75x12',
      [`model_estimated_accuracy_standard_error${of()}`]: '0.0625x12',
    },
    expected: { '{}': 0.875 },
  },
  'a group whose last push was refused': {
    query: 'serving: Groups whose last push was refused, A',
    series: {
      'push_time_seconds{job="predict", slot="0"}': '100x12',
      'push_failure_time_seconds{job="predict", slot="0"}': '200x12',
      'push_time_seconds{job="predict", slot="1"}': '300x12',
      'push_failure_time_seconds{job="predict", slot="1"}': '200x12',
      'push_time_seconds{job="keeper"}': '300x12',
      'push_failure_time_seconds{job="keeper"}': '0x12',
    },
    expected: { '{job="predict"}': 1, '{job="keeper"}': 0 },
  },
  'the age of the youngest push': {
    query: 'serving: Age of the last push, A',
    series: {
      'push_time_seconds{job="predict", slot="0"}': '60x12',
      'push_time_seconds{job="predict", slot="1"}': '540x12',
    },
    expected: { '{job="predict"}': 60 },
  },
  'what was measured while another version answered is left out': {
    query: 'performance: Last 100, A',
    series: {
      [`model_accuracy${of('window="last_100"')}`]: '0.9x12',
      [`model_info${of('version="2.0.0"')}`]: '1x12',
    },
    values: { version: escaped('1.0.0') },
    expected: {},
  },
  'an alert is shown whichever version answers': {
    query: 'accuracy: Alerts at Prometheus, A',
    series: {
      'ALERTS{alertname="ModelAccuracyLow", alertstate="firing", model="m"}': '1x12',
      'ALERTS{alertname="ModelAccuracyLow", alertstate="firing", model="another"}': '1x12',
      'ALERTS{alertname="PushgatewayDown", alertstate="firing"}': '1x12',
      [`model_info${of('version="2.0.0"')}`]: '1x12',
    },
    values: { version: escaped('1.0.0') },
    expected: {
      '{alertname="ModelAccuracyLow", alertstate="firing", model="m"}': 1,
      '{alertname="PushgatewayDown", alertstate="firing"}': 1,
    },
  },
  'nobody says which version answers: nothing is left out': {
    query: 'performance: Last 100, A',
    series: { [`model_accuracy${of('window="last_100"')}`]: '0.9x12' },
    values: { version: escaped('1.0.0') },
    expected: { '{}': 0.9 },
  },
  'the version that is chosen answers': {
    query: 'performance: Last 100, A',
    series: {
      [`model_accuracy${of('window="last_100"')}`]: '0.9x12',
      [`model_info${of('version="1.0.0"')}`]: '1x12',
    },
    values: { version: escaped('1.0.0') },
    expected: { '{}': 0.9 },
  },
};

test.each(Object.entries(CASES))('%s', async (_name, { query, series, values, expected }) => {
  const expression = expressions.get(query);
  expect({ query, expression }).toEqual({ query, expression: expect.any(String) });
  const file = {
    tests: [
      {
        interval: '1m',
        input_series: Object.entries(series).map(([name, samples]) => ({ series: name, values: samples })),
        promql_expr_test: [
          {
            expr: interpolate(expression!, { ...VALUES, ...values }),
            eval_time: '10m',
            exp_samples: Object.entries(expected).map(([labels, value]) => ({ labels, value })),
          },
        ],
      },
    ],
  };
  await inFolder(async (folder) => {
    const path = join(folder, 'values.test.yml');
    writeFileSync(path, JSON.stringify(file)); // which is YAML, too
    expect(await runTool('promtool', 'test', 'rules', path)).toContain('SUCCESS');
  });
});
