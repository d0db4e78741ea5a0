import { dashboard } from './dashboard.ts';
import { answers } from './serving/answers.ts';
import { functions } from './serving/functions.ts';
import { gateway } from './serving/gateway.ts';
import { latency } from './serving/latency.ts';
import { requests } from './serving/requests.ts';
import { model, rateWindow, version } from './variable.ts';

export const serving = () =>
  dashboard({
    uid: 'driftgate-serving',
    description: 'What is asked and answered now, how fast, and how the functions and the Pushgateway are.',
    refresh: '5s',
    from: 'now-1h',
    variables: [model(), version(), rateWindow()],
    sections: [requests(), latency(), answers(), functions(), gateway()],
  });
