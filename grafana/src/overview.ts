import { dashboard } from './dashboard.ts';
import { models } from './overview/models.ts';
import { totals } from './overview/totals.ts';
import { trends } from './overview/trends.ts';
import { alertGroups, alertTable } from './panels/alerts.ts';
import { rateWindow } from './variable.ts';

export const overview = () =>
  dashboard({
    uid: 'driftgate-overview',
    description: 'Every model on a row: is anything wrong, and where to look.',
    refresh: '5s',
    from: 'now-24h',
    variables: [rateWindow()],
    sections: [
      ['Models', models()],
      totals(),
      trends(),
      ['Alerts', alertTable('', { width: 12 }), alertGroups({ width: 12 })],
    ],
  });
