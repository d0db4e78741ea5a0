import { UNKNOWN_MODEL } from '../../../lib/metrics/reasons.ts';
import type { Section } from '../dashboard.ts';
import { OF } from '../expression.ts';
import { stacked } from '../panels/stacked.ts';
import { stat } from '../panels/stat.ts';
import { timeSeries } from '../panels/time-series.ts';
import { lines, values } from '../target.ts';
import { badFrom } from '../threshold.ts';

const inRange = (metric: string): string => `sum(increase(${metric}{${OF}}[$__range]))`;

export const requests = (): Section => [
  'Requests',
  stat(
    {
      title: 'Requests',
      description:
        'Prediction requests in the time range, answered or refused; a batch is one. Fewer than you expect: ask the callers, then look at the gateway below.',
      unit: 'short',
      width: 6,
      decimals: 0,
    },
    values(inRange('model_requests_total'), 'requests'),
  ),
  stat(
    {
      title: 'Successes',
      description:
        'Requests in the time range that were answered with predictions. Fewer than requests: see the reasons.',
      unit: 'short',
      width: 6,
      decimals: 0,
    },
    values(inRange('model_success_total'), 'successes'),
  ),
  stat(
    {
      title: 'Errors',
      description: 'Requests in the time range that were answered with an error. Below is what for.',
      unit: 'short',
      width: 6,
      decimals: 0,
    },
    values(inRange('model_errors_total'), 'errors'),
  ),
  stat(
    {
      title: 'Errors of all requests',
      description:
        'Their share in the window. ModelErrorsHigh alerts above 5 %, from 20 requests on, without those that the store failed.',
      unit: 'percentunit',
      width: 6,
      thresholds: badFrom(0.05),
      none: 'no requests',
    },
    values(
      `sum(rate(model_errors_total{${OF}}[$window])) / (sum(rate(model_requests_total{${OF}}[$window])) > 0)`,
      'errors',
    ),
  ),
  timeSeries(
    {
      title: 'Requests and successes',
      description: 'Over the window. Where the two part, requests are refused or fail: see the reasons.',
      unit: 'reqps',
      width: 8,
      min: 0,
    },
    lines(`sum(rate(model_requests_total{${OF}}[$window]))`, 'requests'),
    lines(`sum(rate(model_success_total{${OF}}[$window]))`, 'successes'),
  ),
  stacked(
    {
      title: 'Errors by reason',
      description:
        'Over the window. store_unavailable, inference_failed and internal are ours: see the log of predict. All others are of callers, whose answer names the field.',
      unit: 'reqps',
      width: 8,
      min: 0,
    },
    lines(`sum by (reason) (rate(model_errors_total{${OF}}[$window])) > 0`, '{{reason}}'),
  ),
  stacked(
    {
      title: 'Requests for no known model',
      description: 'By reason, whatever model is chosen above. A caller uses a wrong name or wrong fields.',
      unit: 'reqps',
      width: 8,
      min: 0,
    },
    lines(`sum by (reason) (rate(model_errors_total{model="${UNKNOWN_MODEL}"}[$window])) > 0`, '{{reason}}'),
  ),
];
