import type { Section } from '../dashboard.ts';
import { UP_OR_DOWN } from '../mapping.ts';
import { stat } from '../panels/stat.ts';
import { values } from '../target.ts';
import { badFrom } from '../threshold.ts';

export const totals = (): Section => [
  'Everything together',
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
