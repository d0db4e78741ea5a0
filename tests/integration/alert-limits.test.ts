import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inFolder, runTool } from '../support/prometheus-tools.ts';

interface Case {
  alert: string;
  /** Samples, one a minute. */
  series: Record<string, string>;
  /** Which series of the alert fire in a minute, by this label. */
  firing: Record<number, string[]>;
  by?: 'model' | 'job';
}

const of = (model: string, labels = ''): string => `{model="${model}"${labels && `, ${labels}`}}`;
const drift = (model: string, kl: number) => ({
  [`feature_kl_divergence${of(model, 'feature="f"')}`]: `${kl}x20`,
  [`feature_drift_detected${of(model, 'feature="f"')}`]: '1x20',
});
const last100 = 'window="last_100"';

/** What the issue and the texts of the alerts promise to the digit; over all slots where there are several. */
const LIMITS: Case[] = [
  {
    alert: 'FeatureDrift',
    series: { ...drift('at', 0.1), ...drift('beyond', 0.101) },
    firing: { 5: ['beyond'] },
  },
  {
    alert: 'FeatureDriftSignificant',
    series: { ...drift('at', 0.5), ...drift('beyond', 0.501) },
    firing: { 5: ['beyond'] },
  },
  {
    alert: 'ModelAccuracyLow',
    series: {
      [`model_accuracy${of('at', last100)}`]: '0.8x20',
      [`model_accuracy_outcomes${of('at', last100)}`]: '30x20',
      [`model_accuracy${of('beyond', last100)}`]: '0.79x20',
      [`model_accuracy_outcomes${of('beyond', last100)}`]: '30x20',
      [`model_accuracy${of('few', last100)}`]: '0.1x20',
      [`model_accuracy_outcomes${of('few', last100)}`]: '29x20',
      [`model_accuracy_outcomes${of('few', 'window="30d"')}`]: '500x20',
      [`model_accuracy${of('before', 'window="30d"')}`]: '0.1x20',
      [`model_accuracy${of('before', last100)}`]: '0.9x20',
      [`model_accuracy_outcomes${of('before', last100)}`]: '30x20',
    },
    firing: { 4: [], 5: ['beyond'] },
  },
  {
    alert: 'ModelAccuracyDropped',
    series: {
      [`model_accuracy_change${of('at')}`]: '-0.05x20',
      [`model_performance_mature${of('at')}`]: '1x20',
      [`model_accuracy_change${of('beyond')}`]: '-0.051x20',
      [`model_performance_mature${of('beyond')}`]: '1x20',
      [`model_accuracy_change${of('provisional')}`]: '-0.2x20',
      [`model_performance_mature${of('provisional')}`]: '0x20',
    },
    firing: { 5: ['beyond'] },
  },
  {
    alert: 'RetrainingRecommended',
    series: {
      [`model_decision${of('at', 'decision="validate"')}`]: '1x20',
      [`model_decision${of('at', 'decision="retrain"')}`]: '0x20',
      [`model_decision${of('beyond', 'decision="retrain"')}`]: '1x20',
    },
    firing: { 5: ['beyond'] },
  },
  {
    alert: 'ModelLatencyHigh',
    // The 95th of a hundred is the last one up to 2 s, or the first one up to 4 s.
    series: {
      [`model_prediction_latency_seconds_bucket${of('at', 'le="2"')}`]: '0+95x20',
      [`model_prediction_latency_seconds_bucket${of('at', 'le="4"')}`]: '0+100x20',
      [`model_prediction_latency_seconds_bucket${of('at', 'le="+Inf"')}`]: '0+100x20',
      [`model_prediction_latency_seconds_bucket${of('beyond', 'le="2"')}`]: '0+94x20',
      [`model_prediction_latency_seconds_bucket${of('beyond', 'le="4"')}`]: '0+100x20',
      [`model_prediction_latency_seconds_bucket${of('beyond', 'le="+Inf"')}`]: '0+100x20',
    },
    firing: { 1: [], 5: ['beyond'] },
  },
  {
    alert: 'ModelErrorsHigh',
    series: {
      [`model_requests_total${of('at', 'slot="0"')}`]: '0+50x20',
      [`model_requests_total${of('at', 'slot="1"')}`]: '0+50x20',
      [`model_errors_total${of('at', 'slot="0"')}`]: '0+5x20',
      [`model_requests_total${of('beyond', 'slot="0"')}`]: '0+50x20',
      [`model_requests_total${of('beyond', 'slot="1"')}`]: '0+50x20',
      [`model_errors_total${of('beyond', 'slot="0"')}`]: '0+3x20',
      [`model_errors_total${of('beyond', 'slot="1"')}`]: '0+3x20',
      // 20 requests in five minutes are asked for.
      [`model_requests_total${of('enough', 'slot="0"')}`]: '0+2x20',
      [`model_requests_total${of('enough', 'slot="1"')}`]: '0+2x20',
      [`model_errors_total${of('enough', 'slot="0"')}`]: '0+1x20',
      [`model_requests_total${of('few', 'slot="0"')}`]: '0+3.9x20',
      [`model_errors_total${of('few', 'slot="0"')}`]: '0+1x20',
    },
    firing: { 5: [], 12: ['beyond', 'enough'] },
  },
  {
    alert: 'PushFailures',
    by: 'job',
    series: {
      'driftgate_push_failures_total{job="at", slot="0"}': '0+9x30',
      'driftgate_push_seconds_count{job="at", slot="0"}': '0+50x30',
      'driftgate_push_seconds_count{job="at", slot="1"}': '0+40x30',
      'driftgate_push_failures_total{job="beyond", slot="0"}': '0+6x30',
      'driftgate_push_failures_total{job="beyond", slot="1"}': '0+6x30',
      'driftgate_push_seconds_count{job="beyond", slot="0"}': '0+50x30',
      'driftgate_push_seconds_count{job="beyond", slot="1"}': '0+50x30',
    },
    firing: { 10: [], 15: ['beyond'] },
  },
  {
    alert: 'SlowPushes',
    by: 'job',
    series: {
      'driftgate_slow_pushes_total{job="at", slot="0"}': '0+10x30',
      'driftgate_push_seconds_count{job="at", slot="0"}': '0+10x30',
      'driftgate_push_seconds_count{job="at", slot="1"}': '0+10x30',
      'driftgate_slow_pushes_total{job="beyond", slot="0"}': '0+6x30',
      'driftgate_slow_pushes_total{job="beyond", slot="1"}': '0+6x30',
      'driftgate_push_seconds_count{job="beyond", slot="0"}': '0+10x30',
      'driftgate_push_seconds_count{job="beyond", slot="1"}': '0+10x30',
      // All are slow, but there are only nine in 15 minutes.
      'driftgate_slow_pushes_total{job="few", slot="0"}': '0+0.6x30',
      'driftgate_push_seconds_count{job="few", slot="0"}': '0+0.6x30',
    },
    firing: { 10: [], 25: ['beyond'] },
  },
];

/** What a job found out in the night. A gateway that starts again has it back within five minutes. */
const IN_THE_NIGHT: Record<string, string[]> = {
  ModelAccuracyDropped: [`model_accuracy_change${of('m')}: -0.1`, `model_performance_mature${of('m')}: 1`],
  PerformanceGap: [
    `model_performance_gap${of('m')}: -0.1`,
    `model_performance_gap_detected${of('m')}: 1`,
    `model_performance_mature${of('m')}: 1`,
  ],
  RetrainingRecommended: [`model_decision${of('m', 'decision="retrain"')}: 1`],
  HoldoutValidationFailed: [
    `model_validation_accuracy${of('m')}: 0.1`,
    `model_validation_agrees${of('m')}: 0`,
  ],
  FeatureDrift: [
    `feature_kl_divergence${of('m', 'feature="f"')}: 1`,
    `feature_drift_detected${of('m', 'feature="f"')}: 1`,
  ],
  FeatureDriftSignificant: [
    `feature_kl_divergence${of('m', 'feature="f"')}: 1`,
    `feature_drift_detected${of('m', 'feature="f"')}: 1`,
  ],
  PredictionShift: [`prediction_distribution_shift${of('m')}: 0.3`, `prediction_drift_detected${of('m')}: 1`],
  DataQuality: [
    `data_quality_violation_ratio${of('m', 'feature="f", check="completeness_check"')}: 0.3`,
    `data_quality_alarm${of('m', 'feature="f", check="completeness_check"')}: 1`,
  ],
  NightlyMissed: [`nightly_last_success_timestamp_seconds${of('m')}: -100000`],
  NightlyLinesSkipped: [`nightly_rows_skipped${of('m', 'reason="malformed"')}: 1`],
};

const KEPT: Case[] = Object.entries(IN_THE_NIGHT).map(([alert, series]) => ({
  alert,
  series: Object.fromEntries(
    series.map((text) => {
      const [, name, value] = /^(.+): (.+)$/.exec(text)!;
      return [name!, `${value}x10 stale`];
    }),
  ),
  // From the 11th minute on nothing is said of it.
  firing: { 10: ['m'], 19: ['m'], 23: [] },
}));

const testOf = ({ alert, series, firing, by = 'model' }: Case) => ({
  name: alert,
  interval: '1m',
  input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
  promql_expr_test: Object.entries(firing).map(([minute, found]) => ({
    expr: `group by (${by}) (ALERTS{alertname="${alert}", alertstate="firing"})`,
    eval_time: `${minute}m`,
    exp_samples: found.map((value) => ({ labels: `{${by}="${value}"}`, value: 1 })),
  })),
});

const succeeds = (cases: readonly Case[]): Promise<void> =>
  inFolder(async (folder) => {
    const file = join(folder, 'limits.test.yml');
    const rule_files = [join(process.cwd(), 'infra/prometheus/*.yml')];
    // JSON is YAML.
    writeFileSync(file, JSON.stringify({ rule_files, evaluation_interval: '1m', tests: cases.map(testOf) }));
    expect(await runTool('promtool', 'test', 'rules', file)).toContain('SUCCESS');
  });

test('alerts fire beyond their limits and not at them, of all slots together', () => succeeds(LIMITS));

test('what was found in the night is not over while a gateway that started again is filled', () =>
  succeeds(KEPT));
