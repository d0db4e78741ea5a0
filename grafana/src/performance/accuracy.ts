import type { Section } from '../dashboard.ts';
import { OF } from '../expression.ts';
import { YES_OR_NO } from '../mapping.ts';
import { accuracyIntervals } from '../panels/accuracy-intervals.ts';
import { decision } from '../panels/decision.ts';
import { stat } from '../panels/stat.ts';
import { timeSeries } from '../panels/time-series.ts';
import { lines, values } from '../target.ts';
import { goodFrom } from '../threshold.ts';

export const accuracy = (): Section => [
  'Accuracy',
  stat(
    {
      title: 'Last 100',
      description:
        'Of the last 100 predictions that an outcome came for. Moves with every outcome. Red: see the runbook of ModelAccuracyLow.',
      unit: 'percentunit',
      width: 4,
      decimals: 1,
      thresholds: goodFrom(0.8),
      none: 'no outcome yet',
    },
    values(`max(model_accuracy{${OF}, window="last_100"})`, 'accuracy'),
  ),
  stat(
    {
      title: 'Of the reference',
      description:
        'What the model was worth on the rows that production is compared to. Answers should stay near it.',
      unit: 'percentunit',
      width: 4,
      decimals: 1,
      none: 'no labels there',
    },
    values(`max(model_reference_accuracy{${OF}})`, 'accuracy'),
  ),
  stat(
    {
      title: 'Change since then',
      description:
        'Accuracy of the mature window minus that of the reference. ModelAccuracyDropped alerts below -5 points: see its runbook.',
      unit: 'percentunit',
      width: 4,
      decimals: 1,
      thresholds: goodFrom(-0.05, -0.02),
      none: 'no outcome yet',
    },
    values(`max(model_accuracy_change{${OF}})`, 'change'),
  ),
  stat(
    {
      title: 'Mature',
      description:
        'Whether the outcomes of the window had their time to come. While not, numbers are provisional: outcomes that come early are often not like the others.',
      unit: 'none',
      width: 4,
      mappings: YES_OR_NO,
      none: 'no outcome yet',
    },
    values(`max(model_performance_mature{${OF}})`, 'mature'),
  ),
  stat(
    {
      title: 'Best constant answer',
      description:
        'Accuracy of always answering the most frequent class. A model that is no better is of no use.',
      unit: 'percentunit',
      width: 4,
      decimals: 1,
      none: 'no outcome yet',
    },
    values(`max(model_best_constant_accuracy{${OF}})`, 'accuracy'),
  ),
  decision(),
  timeSeries(
    {
      title: 'Rolling accuracy',
      description:
        'Of the last 100 predictions that an outcome came for. ModelAccuracyLow alerts below 80 % for 5 minutes, from 30 outcomes on.',
      unit: 'percentunit',
      width: 16,
      max: 1,
      thresholds: goodFrom(0.8),
    },
    lines(`max(model_accuracy{${OF}, window="last_100"})`, 'last 100'),
  ),
  timeSeries(
    {
      title: 'Outcomes behind it',
      description:
        'How many each window is computed from. With fewer than 30, one wrong answer moves it by points.',
      unit: 'short',
      width: 8,
      min: 0,
      decimals: 0,
      thresholds: goodFrom(30),
    },
    lines(`max by (window) (model_accuracy_outcomes{${OF}})`, '{{window}}'),
  ),
  accuracyIntervals(),
];
