import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { accuracy } from './accuracy.ts';
import { churn } from './churn.ts';
import { drift } from './drift.ts';
import { overview } from './overview.ts';
import { performance } from './performance.ts';
import { serving } from './serving.ts';
import { training } from './training.ts';

/** The text of every file of grafana/dashboards/, by its name. */
export const dashboardFiles = (): Map<string, string> =>
  new Map(
    [overview, serving, drift, performance, training, churn, accuracy].map((make) => {
      const dashboard: Dashboard = make();
      return [`${dashboard.uid!.replace('driftgate-', '')}.json`, `${JSON.stringify(dashboard, null, 2)}\n`];
    }),
  );
