import type { Section } from '../dashboard.ts';
import { OF } from '../expression.ts';
import { barChart } from '../panels/bar-chart.ts';
import { matrix } from '../panels/table.ts';
import { timeSeries } from '../panels/time-series.ts';
import { lines, rows } from '../target.ts';

export const errors = (): Section => [
  'Errors',
  matrix(
    {
      title: 'Confusion',
      description:
        'Outcomes that came in the time range: a row for what really happened, a column for what was answered. Off the diagonal are errors; when one kind grows, move the threshold before training again.',
      unit: 'short',
      width: 8,
      decimals: 0,
    },
    { row: 'actual', column: 'predicted' },
    rows(`sum by (actual, predicted) (increase(model_confusion_total{${OF}}[$__range]))`),
  ),
  barChart(
    {
      title: 'Calibration',
      description:
        'By tenth of the scores, of the labelled window: mean score (expected) and how often the event came (observed). Bars that part: the score is no probability any more, calibrate or train again.',
      unit: 'percentunit',
      width: 8,
      min: 0,
      max: 1,
      none: 'no outcome yet',
    },
    { group: 'bin', bar: 'set' },
    rows(`max by (bin, set) (model_calibration_ratio{${OF}})`),
  ),
  timeSeries(
    {
      title: 'Calibration error',
      description:
        'Expected calibration error, and what a perfectly calibrated model stays below 99 times in 100 at this number of outcomes. Above the limit: calibrate or train again.',
      unit: 'percentunit',
      width: 8,
      min: 0,
    },
    lines(`max(model_calibration_error{${OF}})`, 'error'),
    lines(`max(model_calibration_error_limit{${OF}})`, 'limit'),
  ),
  timeSeries(
    {
      title: 'Precision, recall and F1 by class',
      description:
        'Of the labelled window. A class whose recall falls is overlooked; one whose precision falls is answered too often.',
      unit: 'percentunit',
      width: 8,
      max: 1,
    },
    lines(`max by (class) (model_precision{${OF}})`, '{{class}}, precision'),
    lines(`max by (class) (model_recall{${OF}})`, '{{class}}, recall'),
    lines(`max by (class) (model_f1_score{${OF}})`, '{{class}}, F1'),
  ),
  timeSeries(
    {
      title: 'The positive class, estimated',
      description:
        'What the scores promise, without outcomes, of models with two classes. Compare with what was realised: it tells of a change before the outcomes do.',
      unit: 'percentunit',
      width: 8,
      max: 1,
    },
    lines(`max(model_estimated_precision{${OF}})`, 'precision'),
    lines(`max(model_estimated_recall{${OF}})`, 'recall'),
    lines(`max(model_estimated_f1_score{${OF}})`, 'F1'),
    lines(`max(model_estimated_roc_auc{${OF}})`, 'ROC AUC'),
  ),
  timeSeries(
    {
      title: 'ROC AUC, Brier score, log loss',
      description:
        'Realised, of the labelled window. AUC that holds while accuracy falls: the order of the scores is good, only the threshold is off. Log loss that rises: the model is wrong where it is sure.',
      unit: 'none',
      width: 8,
      min: 0,
    },
    lines(`max(model_roc_auc{${OF}})`, 'ROC AUC'),
    lines(`max(model_brier_score{${OF}})`, 'Brier score'),
    lines(`max(model_log_loss{${OF}})`, 'log loss'),
  ),
];
