import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Dashboard, Panel, VariableModel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Dataquery } from '@grafana/grafana-foundation-sdk/prometheus';
import { ROOT } from './handler-sources.ts';

export interface DashboardFile {
  /** Without folder and extension. */
  name: string;
  text: string;
  dashboard: Dashboard;
  /** Without the rows, which are headings. */
  panels: Panel[];
  variables: VariableModel[];
}

const FOLDER = join(ROOT, 'grafana/dashboards');

/** The dashboards as they are committed. */
export const readDashboards = (): DashboardFile[] =>
  readdirSync(FOLDER).map((file) => {
    const text = readFileSync(join(FOLDER, file), 'utf8');
    const dashboard = JSON.parse(text) as Dashboard;
    return {
      name: file.replace(/\.json$/, ''),
      text,
      dashboard,
      panels: dashboard.panels!.filter(({ type }) => type !== 'row') as Panel[],
      variables: dashboard.templating!.list!,
    };
  });

/** What a panel asks Prometheus. */
export const targetsOf = (panel: Panel): Dataquery[] => (panel.targets ?? []) as unknown as Dataquery[];

/** PromQL of a variable's values, or undefined where it has none. */
export function variableQuery({ query }: VariableModel): { kind: string; expression: string } | undefined {
  if (typeof query !== 'object') return undefined;
  const text = query.query as string;
  const [, selector, label] = /^label_values\((.+), (\w+)\)$/.exec(text) ?? [];
  if (selector) return { kind: `label_values ${label}`, expression: selector };
  const [, expression] = /^query_result\((.+)\)$/.exec(text) ?? [];
  if (!expression) throw new Error(`expected label_values(…, label) or query_result(…), got ${text}`);
  return { kind: 'query_result', expression };
}
