import { dashboard } from './dashboard.ts';
import { accuracy } from './performance/accuracy.ts';
import { causes } from './performance/causes.ts';
import { errors } from './performance/errors.ts';
import { estimated } from './performance/estimated.ts';
import { job } from './performance/job.ts';
import { outcomes } from './performance/outcomes.ts';
import { model, reportWindow, version } from './variable.ts';

export const performance = () =>
  dashboard({
    uid: 'driftgate-performance',
    description: 'How good the answers are, how sure that is, why it changed, and what to do.',
    refresh: '1m',
    from: 'now-30d',
    variables: [model(), version(), reportWindow()],
    sections: [accuracy(), estimated(), errors(), outcomes(), causes(), job()],
  });
