import { join } from 'node:path';
import { CATALOGUE } from '../../lib/metrics/catalogue.ts';
import { featureGauges } from '../../lib/metrics/catalogue-gauges.ts';
import type { MetricDefinition } from '../../lib/metrics/definition.ts';
import { readModels } from '../../lib/model/registry.ts';
import { readDashboards, targetsOf, variableQuery } from '../support/dashboards.ts';
import { metricsOf, namePatternsOf } from '../support/handler-promql.ts';
import { ROOT } from '../support/handler-sources.ts';
import { runbookQueries } from '../support/readme-blocks.ts';
import { readRules, ruleTexts } from '../support/rules.ts';

const rules = readRules();
const dashboards = readDashboards().flatMap(({ name, panels, variables }) => [
  ...panels.flatMap((panel) =>
    targetsOf(panel).map(({ expr }) => ({ where: `${name}, ${panel.title}`, expression: expr })),
  ),
  ...variables.flatMap((variable) => {
    const query = variableQuery(variable);
    return query ? [{ where: `${name}, variable ${variable.name}`, expression: query.expression }] : [];
  }),
]);
const asked = [...rules.map(({ name, expression }) => ({ where: name, expression })), ...dashboards];
const advised = runbookQueries().map((expression) => ({ where: 'docs/runbooks.md', expression }));
const recorded = rules.filter(({ kind }) => kind === 'record').map(({ name }) => name);

/** Of Prometheus itself. */
const OF_PROMETHEUS = ['up', 'scrape_duration_seconds', 'scrape_samples_scraped', 'ALERTS'];
/** Of the Pushgateway itself. */
const OF_THE_GATEWAY = ['push_time_seconds', 'push_failure_time_seconds'];
/** Of the catalogue, and why nothing asks for them. */
const NOT_SHOWN: Record<string, string> = {};

const seriesOf = ({ name, type }: MetricDefinition): string[] =>
  type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name];

let gauges: MetricDefinition[];

beforeAll(async () => {
  gauges = [...(await readModels(join(ROOT, 'models'))).values()].flatMap(({ definition }) =>
    featureGauges(definition),
  );
});

test('expressions are found, all of them', () => {
  const count = (pattern: RegExp) =>
    ruleTexts().reduce((sum, text) => sum + (text.match(pattern) ?? []).length, 0);
  expect(rules).toHaveLength(count(/\bexpr:/g));
  expect(rules.length).toBeGreaterThan(25);
  expect(dashboards.length).toBeGreaterThan(130);
  expect(asked.flatMap(({ expression }) => metricsOf(expression))).toEqual(
    expect.arrayContaining(['up', 'model_accuracy', 'model_prediction_latency_seconds_bucket']),
  );
});

test('every metric that a rule, a dashboard or a runbook names exists: in the catalogue, as a rule, or beyond us', () => {
  const known = new Set([
    ...[...CATALOGUE, ...gauges].flatMap(seriesOf),
    ...recorded,
    ...OF_PROMETHEUS,
    ...OF_THE_GATEWAY,
  ]);
  const unknown = [...asked, ...advised].flatMap(({ where, expression }) =>
    metricsOf(expression)
      .filter((name) => !known.has(name))
      .map((name) => `${where}: ${name}`),
  );
  expect(unknown).toEqual([]);
});

test('every metric of the catalogue is asked for by a rule or a dashboard, or listed with the reason why not', () => {
  const named = new Set(asked.flatMap(({ expression }) => metricsOf(expression)));
  const patterns = asked.flatMap(({ expression }) => namePatternsOf(expression));
  const unused = [...CATALOGUE, ...gauges].filter(
    (metric) => !seriesOf(metric).some((name) => named.has(name) || patterns.some((one) => one.test(name))),
  );
  expect(unused.map(({ name }) => name).sort()).toEqual(Object.keys(NOT_SHOWN).sort());
});

test('what is listed as beyond us, and every name that rules record, is asked for', () => {
  const named = new Set(dashboards.flatMap(({ expression }) => metricsOf(expression)));
  const listed = [...OF_PROMETHEUS, ...OF_THE_GATEWAY, ...recorded];
  expect(listed.filter((name) => !named.has(name))).toEqual([]);
});

test('labels that are asked for exist', () => {
  const labels = new Map(
    [...CATALOGUE, ...gauges].flatMap((metric) => seriesOf(metric).map((name) => [name, metric])),
  );
  const group = ['job', 'model', 'slot', 'instance', 'le'];
  const unknown = [...asked, ...advised].flatMap(({ where, expression }) =>
    [...expression.matchAll(/([a-zA-Z_:]\w*)\{([^}]*)\}/g)].flatMap(([, name, matchers]) =>
      [...matchers!.matchAll(/(\w+)\s*(?:=~|!=|!~|=)\s*"/g)]
        .map(([, label]) => label!)
        .filter((label) => labels.has(name!) && ![...group, ...labels.get(name!)!.labelNames].includes(label))
        .map((label) => `${where}: ${name}{${label}}`),
    ),
  );
  expect(unknown).toEqual([]);
});

test('the names of the sentiment users are recorded', () => {
  expect(recorded).toEqual(
    expect.arrayContaining(['ml_model_requests_total', 'ml_model_accuracy', 'ml_model_latency_seconds']),
  );
});

test.each([
  ['a', ['a']],
  [
    'sum by (model, le) (rate(a_bucket{x="b", y=~"c|d"}[5m])) / on (model) group_left (v) b offset 1d > 0.5e3',
    ['a_bucket', 'b'],
  ],
  [
    'histogram_quantile(0.95, sum without (slot) (rate(a_bucket[5m]))) and on () vector(1) unless b',
    ['a_bucket', 'b'],
  ],
  ['{__name__="a"}', []],
  ['a:b:rate5m == bool 1 or (c) ^ 2', ['a:b:rate5m', 'c']],
  ['label_replace(a, "b", "$1", "c", "(.*)")', ['a']],
  ['count_values by (m) ("n", a{b="$c"}) unless on () d{e!~"$f"} offset $window', ['a', 'd']],
])('the metrics of %s', (expression, expected) => {
  expect(metricsOf(expression)).toEqual(expected);
});

test('a pattern of names matches whole names', () => {
  const [pattern] = namePatternsOf('max({__name__=~"a_.+", b="c"})');
  expect(['a_', 'a_b', 'xa_b'].map((name) => pattern!.test(name))).toEqual([false, true, false]);
});
