import type { Section } from '../dashboard.ts';
import { OF } from '../expression.ts';
import { barChart } from '../panels/bar-chart.ts';
import { timeSeries } from '../panels/time-series.ts';
import { lines, rows } from '../target.ts';

export const cohort = (): Section => [
  '3. Predicted and actual balance of the same customers',
  barChart(
    {
      title: 'Predicted and actual balance',
      description:
        'Of the rows of the labelled window alone, so both bars are about the same customers. Actual above predicted for the positive class: leavers are overlooked, lower the threshold or train again.',
      unit: 'percentunit',
      width: 12,
      min: 0,
      max: 1,
      none: 'no outcome yet',
    },
    { group: 'class', bar: 'set' },
    rows(`max by (class, set) (model_cohort_class_ratio{${OF}})`),
  ),
  timeSeries(
    {
      title: 'Predicted minus actual',
      description: 'Of each class, report by report. Away from 0 and staying there: the model is biased now.',
      unit: 'percentunit',
      width: 12,
    },
    lines(
      `max by (class) (model_cohort_class_ratio{${OF}, set="predicted"}) - max by (class) (model_cohort_class_ratio{${OF}, set="actual"})`,
      '{{class}}',
    ),
  ),
];
