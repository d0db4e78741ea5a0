import type { Section } from '../dashboard.ts';
import { classShares, OF } from '../expression.ts';
import { barGauge } from '../panels/bar-gauge.ts';
import { timeSeries } from '../panels/time-series.ts';
import { lines, values } from '../target.ts';
import { PUSHED } from './pushed.ts';

export const answers = (): Section => [
  'Classes and answers',
  barGauge(
    {
      title: 'Class balance at training',
      description: `Share of each class in the rows that the model was trained on. ${PUSHED} Far from that of production: train on newer rows, or weigh the classes.`,
      unit: 'percentunit',
      width: 8,
      min: 0,
      max: 1,
      none: 'not pushed',
    },
    values(`model_training_class_ratio{${OF}}`, '{{class}}'),
  ),
  barGauge(
    {
      title: 'Answers in the time range',
      description:
        'Share of each class among the answers. Compare it to the classes at training; the Drift dashboard says whether it moved.',
      unit: 'percentunit',
      width: 8,
      min: 0,
      max: 1,
      none: 'no predictions',
    },
    values(classShares('increase', '$__range'), '{{class}}'),
  ),
  timeSeries(
    {
      title: 'Answers over time',
      description:
        'Share of each class among the answers of the window. A lasting step: something upstream changed.',
      unit: 'percentunit',
      width: 8,
      min: 0,
      max: 1,
    },
    lines(classShares('rate', '$window'), '{{class}}'),
  ),
];
