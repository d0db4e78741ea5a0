import { UNKNOWN_MODEL } from '../../../lib/metrics/reasons.ts';
import { linkTo } from '../link.ts';
import { DECISIONS, VERDICTS } from '../mapping.ts';
import { colored, linking, sparkline, unit } from '../panels/property.ts';
import { type Column, joined } from '../panels/table.ts';
import { lines, rows } from '../target.ts';
import { badFrom, goodFrom } from '../threshold.ts';

const KNOWN = `model!="${UNKNOWN_MODEL}"`;
const requests = `sum by (model) (rate(model_requests_total{${KNOWN}}[$window]))`;
const errors = `sum by (model) (rate(model_errors_total{${KNOWN}}[$window]))`;
const latency =
  'histogram_quantile(0.95, sum by (model, le) (rate(model_prediction_latency_seconds_bucket[$window]))) >= 0';

const toModel = (uid: Parameters<typeof linkTo>[0]) => linking(linkTo(uid, 'Model'));

const columns: Column[] = [
  ['model', 'Model', toModel('driftgate-performance')],
  ['Value #A', 'Drift', ...colored(VERDICTS), toModel('driftgate-drift')],
  ['decision', 'Decision', ...colored(DECISIONS), toModel('driftgate-performance')],
  ['Value #C', 'Accuracy', unit('percentunit'), ...colored(goodFrom(0.8))],
  ['Trend #D', 'Trend', unit('percentunit'), sparkline],
  ['Value #E', 'Requests', unit('reqps'), toModel('driftgate-serving')],
  ['Value #F', 'Errors', unit('percentunit'), ...colored(badFrom(0.05))],
  ['Value #G', 'Latency p95', unit('s'), ...colored(badFrom(2))],
  ['Value #H', 'Last nightly run', unit('dateTimeFromNow')],
  ['Value #I', 'With outcome', unit('percentunit'), toModel('driftgate-performance')],
];

export const models = () =>
  joined(
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
