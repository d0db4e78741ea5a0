import { dashboard } from './dashboard.ts';
import { answers } from './drift/answers.ts';
import { features } from './drift/features.ts';
import { quality } from './drift/quality.ts';
import { sample } from './drift/sample.ts';
import { feature, model, version } from './variable.ts';

export const drift = () =>
  dashboard({
    uid: 'driftgate-drift',
    description:
      'Whether inputs and answers are still those of the reference, how far they moved, and what that costs.',
    refresh: '1m',
    from: 'now-30d',
    variables: [model(), version(), feature()],
    sections: [sample(), features(), answers(), quality()],
  });
