import type { VariableModel } from '@grafana/grafana-foundation-sdk/dashboard';
import { variableQuery } from './dashboards.ts';
import type { PrometheusClient } from './prometheus-client.ts';

export type Values = Record<string, string>;

/** Grafana's own, at a time range of an hour and scrapes every 5 s. */
export const BUILT_IN: Values = { __rate_interval: '20s', __range: '3600s' };

/** The text with its variables replaced. */
export const interpolate = (text: string, values: Values): string =>
  text.replaceAll(
    /\$(?:\{(\w+)\}|([a-zA-Z_]\w*))/g,
    (found, braced, bare) => values[braced ?? bare] ?? found,
  );

/** As Grafana's data source of Prometheus does it for variables that can have several values. */
export const escaped = (value: string): string => value.replaceAll(/[$^*{}[\]'+?.()|\\]/g, '\\\\$&');

/** Each variable with all the values that Grafana would offer, one after another: later ones may ask by earlier ones. */
export async function offered(
  variables: readonly VariableModel[],
  model: string,
  prometheus: PrometheusClient,
): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const variable of variables) {
    const query = variableQuery(variable);
    const options = query
      ? await prometheus.options(
          interpolate(query.expression, { ...BUILT_IN, model }),
          query.kind,
          variable.regex,
        )
      : (variable.query as string).split(',');
    found[variable.name] = options;
  }
  return found;
}

/** What Grafana puts in place of the variables when all values of those are chosen that have an "all". */
export const chosen = (
  variables: readonly VariableModel[],
  options: Record<string, string[]>,
  model: string,
): Values => ({
  ...BUILT_IN,
  ...Object.fromEntries(
    variables.map(({ name, includeAll, allValue, current }) => [
      name,
      includeAll ? (allValue ?? `(${options[name]!.map(escaped).join('|')})`) : (current?.value as string),
    ]),
  ),
  model,
});
