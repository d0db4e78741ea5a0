import type { Section } from '../dashboard.ts';
import { classShares, OF } from '../expression.ts';
import { barGauge } from '../panels/bar-gauge.ts';
import { timeSeries } from '../panels/time-series.ts';
import { lines, values } from '../target.ts';

export const balance = (): Section => [
  '2. Predicted class balance',
  timeSeries(
    {
      title: 'Predicted class balance',
      description:
        'Share of each class among the answers of the drift window, and dashed in the reference. A move without drifted inputs: combinations changed. It plans the campaign: so many will be called.',
      unit: 'percentunit',
      width: 12,
      min: 0,
      max: 1,
    },
    lines(`max by (class) (model_class_ratio{${OF}, set="production"})`, '{{class}}'),
    lines(`max by (class) (model_class_ratio{${OF}, set="reference"})`, '{{class}}, reference'),
  ).overrideByRegexp('/, reference$/', [{ id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 8] } }]),
  barGauge(
    {
      title: 'Answers of the last day',
      description:
        'Share of each class, without waiting for the night. Unlike the days before: something changed today, look at its inputs on Serving.',
      unit: 'percentunit',
      width: 6,
      min: 0,
      max: 1,
      none: 'no predictions',
    },
    values(classShares('increase', '1d'), '{{class}}'),
  ),
  barGauge(
    {
      title: 'Class balance at training',
      description:
        'Pushed when training ends. Answers far from it, while inputs are the same: the threshold or the weights of the classes are off.',
      unit: 'percentunit',
      width: 6,
      min: 0,
      max: 1,
      none: 'not pushed',
    },
    values(`max by (class) (last_over_time(model_training_class_ratio{${OF}}[$__range]))`, '{{class}}'),
  ),
];
