import type { Section } from '../dashboard.ts';
import { stacked } from '../panels/stacked.ts';
import { timeSeries } from '../panels/time-series.ts';
import { lines } from '../target.ts';
import { STARTED } from './started.ts';

const quantile = (metric: string): string =>
  `histogram_quantile(0.95, sum by (job, le) (rate(${metric}_bucket[$window]))) >= 0`;

/** Of all models together: an environment serves every model. */
export const functions = (): Section => [
  'Functions',
  timeSeries(
    {
      title: 'Cold starts',
      description:
        'Environments that took a slot for the first time in the window, by function; not those that publish again after the gateway restarted. Many with steady traffic: environments die early, look for errors and time-outs in their logs.',
      unit: 'short',
      width: 6,
      min: 0,
    },
    lines(
      `sum by (job) (changes(${STARTED}[$window])) + (count by (job) (${STARTED} unless last_over_time(${STARTED}[15m] offset $window)) or 0 * count by (job) (${STARTED}))`,
      '{{job}}',
    ),
  ),
  timeSeries(
    {
      title: 'Memory',
      description:
        'Resident memory of the largest environment of each function. Near the limit in serverless.yml: raise memorySize, or serve fewer models.',
      unit: 'bytes',
      width: 6,
      min: 0,
    },
    lines('max by (job) (driftgate_memory_bytes)', '{{job}}'),
  ),
  timeSeries(
    {
      title: 'Commit, p95',
      description:
        'Time until records are durable; every answer waits for it. Slow: the store is far away or throttles.',
      unit: 's',
      width: 6,
      min: 0,
    },
    lines(quantile('driftgate_commit_seconds'), '{{job}}'),
  ),
  timeSeries(
    {
      title: 'Push, p95',
      description:
        'Time of a confirmed push; given up after 300 ms. Above 50 ms: see the runbook of SlowPushes.',
      unit: 's',
      width: 6,
      min: 0,
    },
    lines(quantile('driftgate_push_seconds'), '{{job}}'),
  ),
  stacked(
    {
      title: 'Requests that the store failed',
      description:
        'Answered 503, because nothing could be made durable; shown once the store is back. Any: see the runbook of StoreFailures.',
      unit: 'short',
      width: 12,
      min: 0,
    },
    lines('sum by (job) (increase(driftgate_store_failures_total[$window]))', '{{job}}'),
  ),
  stacked(
    {
      title: 'Models that could not be loaded',
      description:
        'Times a model, or a published version of one, was refused. The version before goes on answering; the log of the function says why. Publish a good one, or roll back.',
      unit: 'short',
      width: 12,
      min: 0,
    },
    lines('sum by (job, model) (increase(driftgate_model_refusals_total[$window]))', '{{job}}: {{model}}'),
  ),
];
