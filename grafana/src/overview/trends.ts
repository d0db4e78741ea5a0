import type { Section } from '../dashboard.ts';
import { stacked } from '../panels/stacked.ts';
import { timeSeries } from '../panels/time-series.ts';
import { lines } from '../target.ts';
import { goodFrom } from '../threshold.ts';

export const trends = (): Section => [
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
];
