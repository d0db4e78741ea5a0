import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  type Panel,
  RowBuilder,
  type RowPanel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Dataquery } from '@grafana/grafana-foundation-sdk/prometheus';
import { OF } from './expression.ts';
import { type DashboardUid, linksOf, TITLES } from './link.ts';
import type { Variable } from './variable.ts';

export interface DashboardOptions {
  uid: DashboardUid;
  description: string;
  /** How often it is asked again, such as `5s`. */
  refresh: string;
  /** The time range that it opens with, such as `now-6h`. */
  from: string;
  variables: readonly Variable[];
  sections: readonly Section[];
}

export type Section = readonly [title: string, ...panels: { build(): Panel }[]];

/** A dashboard whose panels lie in sections, one after another, 24 columns wide. */
export function dashboard(options: DashboardOptions): Dashboard {
  const { uid, description, refresh, from, variables, sections } = options;
  const has = (name: string): boolean => variables.some((variable) => variable.build().name === name);
  const builder = new DashboardBuilder(TITLES[uid])
    .uid(uid)
    .description(description)
    .tags(['driftgate'])
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from, to: 'now' })
    .refresh(refresh)
    .links(linksOf(uid, has('model')));
  for (const variable of variables) builder.withVariable(variable);
  for (const [title, ...panels] of sections) {
    builder.withRow(new RowBuilder(title));
    for (const panel of panels) builder.withPanel(panel);
  }
  const built = builder.build();
  for (const [i, panel] of built.panels!.entries()) finish(panel, i + 1, has('version'));
  return built;
}

/** Ids and the letters of queries, by which Grafana tells panels and queries apart. */
function finish(panel: Panel | RowPanel, id: number, isVersioned: boolean): void {
  panel.id = id;
  if (panel.type === 'row') return;
  ((panel as Panel).targets as Dataquery[] | undefined)?.forEach((target, i) => {
    target.refId ??= String.fromCharCode('A'.charCodeAt(0) + i);
    // Alerts are of the model whichever version fired them, and are not hidden.
    if (isVersioned && target.expr.includes(OF)) target.expr = ofVersion(target.expr);
  });
}

/**
 * What was measured while another version answered is left out. Not: kept while this one answered, because after a
 * restart of the gateway nobody says which version answers until the next prediction.
 */
const ofVersion = (expression: string): string =>
  `(${expression}) unless on () model_info{${OF}, version!~"$version"}`;
