import type { Section } from '../dashboard.ts';
import { OF } from '../expression.ts';
import { barGauge } from '../panels/bar-gauge.ts';
import { type Column, table } from '../panels/table.ts';
import { rows, values } from '../target.ts';

const segments: Column[] = [
  ['segment', 'Segment'],
  ['Value', 'Change of accuracy'],
];

export const causes = (): Section => [
  'Causes',
  table(
    {
      title: 'Segments that explain the change',
      description:
        'Groups of rows whose answers became worse or better, and what each adds to the change of accuracy. The first one is where to look: its rows are in the archive, by these features. Empty: no segment changed by more than chance.',
      unit: 'percentunit',
      width: 12,
      decimals: 2,
      none: 'no cause found',
    },
    segments,
    rows(`sort(max by (segment) (model_segment_accuracy_change{${OF}}))`),
  ),
  barGauge(
    {
      title: 'Change because of what is asked',
      description:
        'What became of accuracy because values of each feature became more or less frequent. The most negative one: its values moved to where the model is weak, train on more rows of that kind.',
      unit: 'percentunit',
      width: 12,
      decimals: 2,
      none: 'no outcome yet',
    },
    values(`sort(max by (feature) (feature_accuracy_change{${OF}}))`, '{{feature}}'),
  ),
];
