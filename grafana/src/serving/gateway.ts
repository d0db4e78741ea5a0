import type { Section } from '../dashboard.ts';
import { unit } from '../panels/property.ts';
import { joined } from '../panels/table.ts';
import { timeSeries } from '../panels/time-series.ts';
import { lines, rows } from '../target.ts';
import { badFrom } from '../threshold.ts';
import { STARTED } from './started.ts';

/** Slots and the Pushgateway, of all models together. */
export const gateway = (): Section => [
  'Pushgateway',
  timeSeries(
    {
      title: 'Slots',
      description:
        'In use and known, by function, when the keeper last came, which makes twice as many as are in use; and in use now. SlotsExhausted alerts when those are 90 % of all: see its runbook.',
      unit: 'short',
      width: 8,
      min: 0,
    },
    lines('driftgate_slots', '{{function}}, {{state}}'),
    lines(
      `count by (job) (time() - push_time_seconds{slot!=""} < 90 and on (job, slot) ${STARTED})`,
      '{{job}}, now',
    ),
  ),
  timeSeries(
    {
      title: 'Push failures',
      description:
        'Pushes in the window that were refused or not confirmed in time. Nothing is lost, but numbers here lag: see the runbook of PushFailures.',
      unit: 'short',
      width: 8,
      min: 0,
    },
    lines('sum by (job) (increase(driftgate_push_failures_total[$window]))', 'failed, {{job}}'),
    lines('sum by (job) (increase(driftgate_slow_pushes_total[$window]))', 'slow, {{job}}'),
  ),
  timeSeries(
    {
      title: 'Age of the last push',
      description:
        'Since the last push of each function, also of the keeper. Growing while requests come: pushes do not arrive, PushesMissed alerts after 10 minutes.',
      unit: 's',
      width: 8,
      min: 0,
    },
    lines('time() - max by (job) (push_time_seconds{job!="training"})', '{{job}}'),
  ),
  timeSeries(
    {
      title: 'Since the keeper finished',
      description: 'It runs every 5 minutes. After 10 minutes above 10, KeeperMissed fires: see its runbook.',
      unit: 's',
      width: 8,
      min: 0,
      thresholds: badFrom(600),
    },
    lines('time() - max(keeper_last_success_timestamp_seconds)', 'keeper'),
  ),
  timeSeries(
    {
      title: 'Groups whose last push was refused',
      description:
        'The gateway refuses what contradicts a metric that it has: another program pushes under the same name, with another type or help. Find it by its job, and rename what it pushes.',
      unit: 'short',
      width: 8,
      min: 0,
      thresholds: badFrom(1),
    },
    lines(
      'count by (job) (push_failure_time_seconds > push_time_seconds) or 0 * count by (job) (push_time_seconds)',
      '{{job}}',
    ),
  ),
  timeSeries(
    {
      title: 'Series of the gateway',
      description:
        'That a scrape reads. It grows with models, slots and classes; PushgatewayDown and ScrapeSlow tell when it is too much.',
      unit: 'short',
      width: 8,
      min: 0,
    },
    lines('scrape_samples_scraped{job="pushgateway"}', '{{instance}}'),
  ),
  joined(
    {
      title: 'Counters against the log',
      description:
        'Of the last day that was over: the largest difference of a counter from what the records of the day add up to, in the slots and as Prometheus saw it. Must be 0: see the runbook of CountersDiffer.',
      unit: 'none',
      width: 24,
      height: 6,
      none: 'no day audited yet',
    },
    'function',
    [
      ['function', 'Function'],
      ['Value #A', 'Difference'],
      ['Value #B', 'Counters'],
      ['Value #C', 'Beginning of the day', unit('dateTimeAsIso')],
    ],
    rows('max by (function) (counters_audit_difference)'),
    rows('max by (function) (counters_audit_series)'),
    rows('max by (function) (counters_audit_day_timestamp_seconds) * 1000'),
  ),
];
