import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PROMETHEUS } from './data-source.ts';

const query = (expression: string): DataqueryBuilder =>
  new DataqueryBuilder().datasource(PROMETHEUS).expr(expression);

/** Values over the time range, a line each. */
export const lines = (expression: string, legend: string): DataqueryBuilder =>
  query(expression).range().legendFormat(legend);

/** Values at the end of the time range. */
export const values = (expression: string, legend: string): DataqueryBuilder =>
  query(expression).instant().legendFormat(legend);

/** The same as rows of a table, a column for each label. */
export const rows = (expression: string): DataqueryBuilder =>
  query(expression).instant().format(PromQueryFormat.Table);

/** Cumulative buckets by `le` over time; Grafana takes their differences. */
export const buckets = (expression: string): DataqueryBuilder =>
  query(expression).range().format(PromQueryFormat.Heatmap).legendFormat('{{le}}');

/** The same at the end of the time range. */
export const bucketsNow = (expression: string): DataqueryBuilder =>
  query(expression).instant().format(PromQueryFormat.Heatmap).legendFormat('{{le}}');
