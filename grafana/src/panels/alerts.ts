import { type Panel, PanelBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { ALERTMANAGER } from '../data-source.ts';
import { rows } from '../target.ts';
import type { About } from './about.ts';
import { table } from './table.ts';

type Place = Pick<About, 'width' | 'height'>;

/** What Alertmanager has, grouped as it notifies. The SDK has no builder for this kind of panel. */
export const alertGroups = ({ width, height = 8 }: Place): { build(): Panel } =>
  new PanelBuilder()
    .type('alertGroups')
    .title('Alerts at Alertmanager')
    .description(
      'What is notified about, in the groups in which notifications go out. Open one for its runbook, or to silence it.',
    )
    .span(width)
    .height(height)
    .options({ alertmanager: ALERTMANAGER, expandAll: false, labels: '' });

/** What Prometheus has. @param matchers - PromQL's, which series are asked for */
export const alertTable = (matchers: string, place: Place) =>
  table(
    {
      title: 'Alerts at Prometheus',
      description:
        'Pending alerts wait for their time; firing ones were sent to Alertmanager. docs/runbooks.md has a section for each. Watchdog always fires: without it, alerts do not arrive.',
      unit: 'none',
      ...place,
    },
    [
      ['alertname', 'Alert'],
      ['alertstate', 'State'],
      ['severity', 'Severity'],
      ['model', 'Model'],
      ['feature', 'Feature'],
    ],
    rows(`max by (alertname, alertstate, severity, model, feature) (ALERTS{${matchers}})`),
  );
