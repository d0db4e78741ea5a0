import { balance } from './churn/balance.ts';
import { cohort } from './churn/cohort.ts';
import { inputs } from './churn/inputs.ts';
import { outcomes } from './churn/outcomes.ts';
import { dashboard } from './dashboard.ts';
import { model, reportWindow, shownFeature, version } from './variable.ts';

/** In the order of priority of who watches churn: what is asked, what is answered, and late what really happened. */
export const churn = () =>
  dashboard({
    uid: 'driftgate-churn',
    description:
      'What is asked, what is answered, and what really happened, in this order: outcomes come from the field weeks later.',
    refresh: '1m',
    from: 'now-30d',
    variables: [model('churn'), version(), shownFeature(), reportWindow()],
    sections: [inputs(), balance(), cohort(), outcomes()],
  });
