import { type DashboardFile, readDashboards, targetsOf } from '../support/dashboards.ts';
import { EMPTY_QUERIES, EMPTY_SELECTORS, type EmptyQuery } from '../support/empty-queries.ts';
import { chosen, escaped, interpolate, offered } from '../support/grafana-variables.ts';
import { selectorsOf } from '../support/handler-promql.ts';
import { temporaryDirectory } from '../support/handler-runtime.ts';
import { type MonitoredDemo, monitoredDemo } from '../support/monitored-demo.ts';
import { PrometheusClient } from '../support/prometheus-client.ts';
import { readRules } from '../support/rules.ts';

const dashboards = readDashboards();
let demo: MonitoredDemo;
let prometheus: PrometheusClient;

beforeAll(async () => {
  demo = await monitoredDemo(await temporaryDirectory());
  prometheus = new PrometheusClient(demo.prometheus);
});
afterAll(() => demo?.stop());

test.each(dashboards)('$name: variables offer values', async ({ variables }) => {
  const models = variables.some(({ name }) => name === 'model') ? demo.models : [''];
  for (const model of models) {
    const options = await offered(variables, model, prometheus);
    for (const [name, values] of Object.entries(options))
      expect({ model, name, count: values.length }).not.toMatchObject({ count: 0 });
    if (model) expect([...options.model!].sort()).toEqual([...demo.models].sort());
  }
});

test('distributions of the most important features come first', async () => {
  const { variables } = dashboards.find(({ name }) => name === 'churn')!;
  const { feature } = await offered(variables, 'churn', prometheus);
  const importance = new Map(
    (await prometheus.samples('feature_importance{model="churn"}')).map(({ labels, value }) => [
      labels.feature,
      value,
    ]),
  );
  const values = feature!.map((name) => importance.get(name)!);
  expect(values.length).toBeGreaterThanOrEqual(5);
  expect(values).toEqual([...values].sort((a, b) => b - a));
});

test('every query of every panel returns data, for every model but where it is said why not', async () => {
  const found = new Map<string, { empty: number; full: number }>();
  for (const dashboard of dashboards) {
    for (const model of demo.models) {
      for (const { key, isEmpty } of await ask(dashboard, model)) {
        const counts = found.get(key) ?? { empty: 0, full: 0 };
        counts[isEmpty ? 'empty' : 'full']++;
        found.set(key, counts);
      }
    }
  }
  expect(found.size).toBeGreaterThan(130);
  const empty = [...found].flatMap(([key, counts]): [string, EmptyQuery['for']][] =>
    counts.empty === 0 ? [] : [[key, counts.full === 0 ? 'all models' : 'some models']],
  );
  const listed = Object.entries(EMPTY_QUERIES).map(([key, { for: models }]) => [key, models]);
  expect(Object.fromEntries(empty)).toEqual(Object.fromEntries(listed));
});

/** Every query of a dashboard once, as Grafana asks it with this model chosen. */
async function ask({ name, panels, variables }: DashboardFile, model: string) {
  const values = chosen(variables, await offered(variables, model, prometheus), model);
  const queries = panels.flatMap((panel) =>
    targetsOf(panel).map(({ refId, expr, instant }) => ({
      key: `${name}: ${panel.title}, ${refId}`,
      query: interpolate(expr, values),
      instant,
    })),
  );
  return Promise.all(
    queries.map(async ({ key, query, instant }) => {
      const series = await (instant ? prometheus.now(query) : prometheus.lately(query));
      return { key, isEmpty: series.length === 0 };
    }),
  );
}

test('every bound of the delays of outcomes has a name that people use', async () => {
  const { panels } = dashboards.find(({ name }) => name === 'performance')!;
  const { overrides } = panels.find(({ title }) => title === 'Delay of outcomes')!.fieldConfig!;
  const series = await prometheus.samples('group by (le) (model_feedback_delay_seconds_bucket)');
  const names = series.map(({ labels: { le } }) =>
    overrides!
      .filter(({ matcher }) => new RegExp(matcher.options.slice(1, -1)).test(le!))
      .map(({ properties }) => properties[0]!.value),
  );
  const expected =
    '1 minute, 1 hour, 6 hours, 1 day, 3 days, 7 days, 14 days, 30 days, 90 days, 180 days, 1 year, longer';
  expect(names.map(([name, ...others]) => [name, others]).sort()).toEqual(
    expected
      .split(', ')
      .map((name) => [name, []])
      .sort(),
  );
});

test('a version leaves out what was measured while another one answered', async () => {
  const { panels, variables } = dashboards.find(({ name }) => name === 'performance')!;
  const { expr } = targetsOf(panels[0]!)[0]!;
  const options = await offered(variables, 'churn', prometheus);
  expect(options.version).toHaveLength(1);
  const values = chosen(variables, options, 'churn');
  const of = (version: string) => prometheus.now(interpolate(expr, { ...values, version: escaped(version) }));
  expect(await of(options.version![0]!)).toHaveLength(1);
  expect(await of('0.0.1')).toHaveLength(0);
});

// That an alert does not fire is by design; that it looks at nothing is not.
test('Prometheus evaluates every rule, and whatever a rule selects is there', async () => {
  const rules = readRules();
  const evaluated = await prometheus.rules();
  expect(evaluated.map(({ name }) => name).sort()).toEqual(rules.map(({ name }) => name).sort());
  expect(evaluated.filter(({ health, lastError }) => health !== 'ok' || lastError)).toEqual([]);
  const empty = new Set<string>();
  for (const { expression } of rules) {
    for (const selector of selectorsOf(expression))
      if ((await prometheus.now(selector)).length === 0) empty.add(selector);
  }
  expect([...empty].sort()).toEqual(Object.keys(EMPTY_SELECTORS).sort());
});

test('SlotsExhausted counts the slots that environments work in, among all that the keeper made', async () => {
  const [, share] = /^(.+) > 0\.9$/s.exec(
    readRules().find(({ name }) => name === 'SlotsExhausted')!.expression,
  )!;
  // At its least: before the keeper came there were no others, and now nobody may be working.
  const least = await prometheus.samples(`min_over_time((${share})[15m:5s])`);
  expect(Object.fromEntries(least.map(({ labels, value }) => [labels.job, value]))).toMatchObject({
    predict: 1 / 8,
    feedback: 1 / 8,
  });
});

test('what is recorded has data', async () => {
  for (const { kind, name } of readRules())
    if (kind === 'record')
      expect({ name, series: (await prometheus.now(name)).length }).not.toMatchObject({ series: 0 });
});
