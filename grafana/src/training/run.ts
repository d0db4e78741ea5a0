import type { Section } from '../dashboard.ts';
import { OF } from '../expression.ts';
import { timeSeries } from '../panels/time-series.ts';
import { trend } from '../panels/trend.ts';
import { lines, rows } from '../target.ts';

/** The last step's value over time, and that of the model in the folder. */
const run = (metric: string, title: string, description: string, unit: string) =>
  timeSeries(
    { title, description, unit, width: 12 },
    lines(
      `sum by (model) (model_training_${metric}{${OF}} * on (model, step) group_left () count_values by (model) ("step", model_training_step{${OF}}))`,
      'the run, after its last step',
    ),
    lines(`model_training_${metric}{${OF}, step=""}`, 'the model in the folder'),
  );

export const trainingRun = (): Section => [
  'The training run',
  run(
    'accuracy',
    'Accuracy as the run goes on',
    'On the held-out rows, after each step. When it no longer rises, more steps are a waste; when it stays below the model in the folder, keep that one.',
    'percentunit',
  ),
  run(
    'loss',
    'Loss as the run goes on',
    'On the held-out rows, after each step. Rising while accuracy does not: the model grows overconfident, take fewer steps.',
    'none',
  ),
  trend(
    {
      title: 'Accuracy by step',
      description:
        'The same curve over the trees of a forest, of the last run. Choose the step where it levels off.',
      unit: 'percentunit',
      width: 12,
    },
    'step',
    rows(`model_training_accuracy{${OF}, step!=""}`),
  ),
  trend(
    {
      title: 'Loss by step',
      description:
        'The same curve over the trees of a forest, of the last run. Its lowest point is a good place to stop.',
      unit: 'none',
      width: 12,
    },
    'step',
    rows(`model_training_loss{${OF}, step!=""}`),
  ),
];
