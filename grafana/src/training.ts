import { dashboard } from './dashboard.ts';
import { answers } from './training/answers.ts';
import { folder } from './training/folder.ts';
import { trainingRun } from './training/run.ts';
import { scrape } from './training/scrape.ts';
import { model, rateWindow } from './variable.ts';

export const training = () =>
  dashboard({
    uid: 'driftgate-training',
    description: 'How a training run goes, and what came of the last one.',
    refresh: '5s',
    from: 'now-1h',
    variables: [model(), rateWindow()],
    sections: [folder(), trainingRun(), answers(), scrape()],
  });
