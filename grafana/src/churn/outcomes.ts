import type { Section } from '../dashboard.ts';
import { OF } from '../expression.ts';
import { accuracyIntervals } from '../panels/accuracy-intervals.ts';
import { timeSeries } from '../panels/time-series.ts';
import { lines } from '../target.ts';

export const outcomes = (): Section => [
  '4. Performance, when outcomes come in',
  accuracyIntervals(),
  timeSeries(
    {
      title: 'Precision and recall by class',
      description:
        'Of the labelled window. Recall of the positive class: of those who left, so many were called in time.',
      unit: 'percentunit',
      width: 12,
      max: 1,
    },
    lines(`max by (class) (model_precision{${OF}})`, '{{class}}, precision'),
    lines(`max by (class) (model_recall{${OF}})`, '{{class}}, recall'),
  ),
  timeSeries(
    {
      title: 'Predictions that have an outcome',
      description:
        'Share, by window. Low ones are normal while outcomes are late; a fall of 30d is not: ask the field.',
      unit: 'percentunit',
      width: 12,
      min: 0,
      max: 1,
    },
    lines(`max by (window) (model_feedback_coverage_ratio{${OF}})`, '{{window}}'),
  ),
];
