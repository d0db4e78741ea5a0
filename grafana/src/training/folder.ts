import type { Section } from '../dashboard.ts';
import { OF } from '../expression.ts';
import { stat } from '../panels/stat.ts';
import { values } from '../target.ts';
import { PUSHED } from './pushed.ts';

/** Metrics that each step has, too. */
const STEPPED = ['accuracy', 'loss'];
/** What the model was trained to, in large print. */
const trained = (metric: string, title: string, description: string, unit = 'percentunit') =>
  stat(
    { title, description: `${description} ${PUSHED}`, unit, width: 4, decimals: 3, none: 'not pushed' },
    values(`model_training_${metric}{${OF}${STEPPED.includes(metric) ? ', step=""' : ''}}`, title),
  );

export const folder = (): Section => [
  'The model in the folder',
  trained(
    'accuracy',
    'Accuracy',
    'Share of the held-out rows that it gets right. Production is compared to it.',
  ),
  trained('loss', 'Loss', 'Log loss on the held-out rows, lower is better.', 'none'),
  trained('precision', 'Precision', 'Of the held-out rows it calls positive, so many are.'),
  trained('recall', 'Recall', 'Of the positive held-out rows it finds so many.'),
  trained('f1', 'F1', 'Harmonic mean of precision and recall.'),
  stat(
    {
      title: 'Last step',
      description: `Trees that the last run of a forest has behind it; it grows while one goes on. Other models are fitted in one step and have none. ${PUSHED}`,
      unit: 'none',
      width: 4,
      none: 'not pushed',
    },
    values(`model_training_step{${OF}}`, 'step'),
  ),
];
