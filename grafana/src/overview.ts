import { TableCellDisplayMode } from '@grafana/grafana-foundation-sdk/common';
import { UNKNOWN_MODEL } from '../../lib/metrics/reasons.ts';
import { dashboard } from './dashboard.ts';
import { linkTo } from './link.ts';
import { DECISIONS, UP_OR_DOWN, VERDICTS } from './mapping.ts';
import { linking } from './panels/about.ts';
import { alertGroups, alertTable } from './panels/alerts.ts';
import { stacked } from './panels/stacked.ts';
import { stat } from './panels/stat.ts';
import { type Column, joined } from './panels/table.ts';
import { timeSeries } from './panels/time-series.ts';
import { lines, rows, values } from './target.ts';
import { badFrom, goodFrom } from './threshold.ts';
import { rateWindow } from './variable.ts';

const KNOWN = `model!="${UNKNOWN_MODEL}"`;
const requests = `sum by (model) (rate(model_requests_total{${KNOWN}}[$window]))`;
const errors = `sum by (model) (rate(model_errors_total{${KNOWN}}[$window]))`;
const latency =
  'histogram_quantile(0.95, sum by (model, le) (rate(model_prediction_latency_seconds_bucket[$window]))) >= 0';

const colored = { id: 'custom.cellOptions', value: { type: TableCellDisplayMode.ColorText } };
const unit = (value: string) => ({ id: 'unit', value });
const thresholds = (steps: ReturnType<typeof badFrom>) => [
  colored,
  { id: 'thresholds', value: steps.build() },
];
const toModel = (uid: Parameters<typeof linkTo>[0]) => linking(linkTo(uid, 'Model'));

const columns: Column[] = [
  ['model', 'Model', toModel('driftgate-performance')],
  ['Value #A', 'Drift', colored, { id: 'mappings', value: VERDICTS }, toModel('driftgate-drift')],
  ['decision', 'Decision', colored, { id: 'mappings', value: DECISIONS }, toModel('driftgate-performance')],
  ['Value #C', 'Accuracy', unit('percentunit'), ...thresholds(goodFrom(0.8))],
  [
    'Trend #D',
    'Trend',
    unit('percentunit'),
    { id: 'custom.cellOptions', value: { type: TableCellDisplayMode.Sparkline } },
  ],
  ['Value #E', 'Requests', unit('reqps'), toModel('driftgate-serving')],
  ['Value #F', 'Errors', unit('percentunit'), ...thresholds(badFrom(0.05))],
  ['Value #G', 'Latency p95', unit('s'), ...thresholds(badFrom(2))],
  ['Value #H', 'Last nightly run', unit('dateTimeFromNow')],
  ['Value #I', 'With outcome', unit('percentunit'), toModel('driftgate-performance')],
];

const models = joined(
  {
    title: 'Models',
    description:
      'A model on a row. Drift: its worst feature in the newest report. Decision: what the nightly job recommends. Accuracy: of the last 100 predictions that have an outcome, red below 80 %. With outcome: share of the predictions of the last 30 days. Begin with whatever is red, and click it.',
    unit: 'none',
    width: 24,
  },
  'model',
  columns,
  rows('max by (model) (feature_drift_severity) or max by (model) (drift_sample_sufficient == 0) - 1'),
  rows('max by (model, decision) (model_decision == 1)'),
  rows('max by (model) (model_accuracy{window="last_100"})'),
  lines('max by (model) (model_accuracy{window="last_100"})', '{{model}}'),
  rows(requests),
  rows(`${errors} / (${requests} > 0)`),
  rows(latency),
  rows('max by (model) (nightly_last_success_timestamp_seconds) * 1000'),
  rows('max by (model) (model_feedback_coverage_ratio{window="30d"})'),
);
const totals = [
  stat(
    {
      title: 'Requests',
      description:
        'Prediction requests of all models, over the window. None where there should be some: look at Serving.',
      unit: 'reqps',
      width: 5,
    },
    values('sum(rate(model_requests_total[$window]))', 'requests'),
  ),
  stat(
    {
      title: 'Answered with an error',
      description:
        'Share of all requests, also of those that name no known model. The reasons are on Serving.',
      unit: 'percentunit',
      width: 5,
      thresholds: badFrom(0.05),
      none: 'no requests',
    },
    values(
      'sum(rate(model_errors_total[$window])) / (sum(rate(model_requests_total[$window])) > 0)',
      'errors',
    ),
  ),
  stat(
    {
      title: 'Firing alerts',
      description: 'Without the watchdog. They are listed below, with their runbooks.',
      unit: 'none',
      width: 4,
      thresholds: badFrom(1),
    },
    values('count(ALERTS{alertstate="firing", alertname!="Watchdog"}) or vector(0)', 'alerts'),
  ),
  stat(
    {
      title: 'Pushgateway',
      description:
        'Whether Prometheus reaches it. While it is down predictions go on and nothing is lost, but nothing here moves: see the runbook of PushgatewayDown.',
      unit: 'none',
      width: 5,
      mappings: UP_OR_DOWN,
    },
    values('min(up{job="pushgateway"})', 'up'),
  ),
  stat(
    {
      title: 'Counters that differ from the log',
      description:
        'Largest difference of a counter of the audited day from what the records of the day add up to. Must be 0: see the runbook of CountersDiffer.',
      unit: 'none',
      width: 5,
      thresholds: badFrom(1e-9),
      none: 'not audited yet',
    },
    values('max(counters_audit_difference)', 'difference'),
  ),
];

export const overview = () =>
  dashboard({
    uid: 'driftgate-overview',
    description: 'Every model on a row: is anything wrong, and where to look.',
    refresh: '5s',
    from: 'now-24h',
    variables: [rateWindow()],
    sections: [
      ['Models', models],
      ['Everything together', ...totals],
      [
        'Over time',
        timeSeries(
          {
            title: 'Accuracy of the last 100',
            description:
              'Of the last 100 predictions of each model that have an outcome. ModelAccuracyLow alerts below 80 % once there are 30 of them. A model that sinks: its Performance says since when and why.',
            unit: 'percentunit',
            width: 12,
            max: 1,
            thresholds: goodFrom(0.8),
          },
          lines('max by (model) (model_accuracy{window="last_100"})', '{{model}}'),
        ),
        stacked(
          {
            title: 'Requests by model',
            description:
              'Over the window. Unknown: requests that name no model there is; their senders need a look.',
            unit: 'reqps',
            width: 12,
            min: 0,
          },
          lines('sum by (model) (rate(model_requests_total[$window]))', '{{model}}'),
        ),
      ],
      ['Alerts', alertTable('', { width: 12 }), alertGroups({ width: 12 })],
    ],
  });
