import type { DynamicConfigValue } from '@grafana/grafana-foundation-sdk/dashboard';
import type { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/table';
import { type About, tell } from './about.ts';
import { cornerOf } from './corner.ts';
import { text } from './property.ts';

/** A column: the name of the field, its title, and how it differs from what the panel says. */
export type Column = [field: string, title: string, ...properties: DynamicConfigValue[]];

/** Rows of several queries joined by a label; only these columns, in this order. `Trend #A` are the lines of query A. */
export function joined(
  about: About,
  label: string,
  columns: Column[],
  ...targets: DataqueryBuilder[]
): PanelBuilder {
  const panel = tell(new PanelBuilder(), about, targets);
  const trends = columns.flatMap(([field]) => /^Trend #(.)$/.exec(field)?.[1] ?? []);
  if (trends.length > 0) {
    const options = Object.fromEntries(trends.map((letter) => [letter, { stat: 'lastNotNull' }]));
    // Of these queries alone: Grafana takes a table of a single row for a series, and its values would be lost.
    const filter = { id: 'byRefId', options: `/^(?:${trends.join('|')})$/` };
    panel.withTransformation({ id: 'timeSeriesTable', filter, options });
  }
  if (targets.length > 1)
    panel.withTransformation({ id: 'joinByField', options: { byField: label, mode: 'outer' } });
  return only(panel, columns);
}

/** Rows of one query. */
export const table = (about: About, columns: Column[], target: DataqueryBuilder): PanelBuilder =>
  only(tell(new PanelBuilder(), about, [target]), columns);

/** Rows of one query with a column for each value of a label. */
export const matrix = (
  about: About,
  labels: { row: string; column: string },
  target: DataqueryBuilder,
): PanelBuilder =>
  tell(new PanelBuilder(), about, [target])
    .withTransformation({
      id: 'groupingToMatrix',
      options: { rowField: labels.row, columnField: labels.column, valueField: 'Value' },
    })
    .overrideByName(cornerOf(labels.row, labels.column), [text]);

function only(panel: PanelBuilder, columns: Column[]): PanelBuilder {
  const fields = columns.map(([field]) => field);
  panel
    .withTransformation({ id: 'filterFieldsByName', options: { include: { names: fields } } })
    .withTransformation({
      id: 'organize',
      options: {
        excludeByName: {},
        indexByName: Object.fromEntries(fields.map((field, i) => [field, i])),
        renameByName: Object.fromEntries(columns.map(([field, title]) => [field, title])),
      },
    });
  for (const [, title, ...properties] of columns)
    if (properties.length > 0) panel.overrideByName(title, properties);
  return panel;
}
