import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { dashboardFiles } from '../../grafana/src/dashboards.ts';
import { readModels } from '../../lib/model/registry.ts';
import { readDashboards, targetsOf } from '../support/dashboards.ts';
import { ROOT } from '../support/handler-sources.ts';

const files = readDashboards();
const panels = files.flatMap(({ name, panels }) =>
  panels.map((panel) => [`${name}: ${panel.title}`, panel] as const),
);
const uids = files.map(({ dashboard }) => dashboard.uid!);

const sourcesFolder = join(ROOT, 'grafana/provisioning/datasources');
const sources = readdirSync(sourcesFolder).map((file) => readFileSync(join(sourcesFolder, file), 'utf8'));
const provisioned = (key: string): string[] =>
  sources.flatMap((text) =>
    [...text.matchAll(new RegExp(`^ +(?:- )?${key}: ([\\w-]+)`, 'gm'))].map(([, value]) => value!),
  );

test('what is committed is what the sources make: npm run dashboards', () => {
  const made = dashboardFiles();
  expect(files.map(({ name }) => `${name}.json`).sort()).toEqual([...made.keys()].sort());
  for (const { name, text } of files) expect(text).toBe(made.get(`${name}.json`));
});

test('the seven dashboards are there, each under an id of its own', () => {
  expect([...uids].sort()).toEqual(
    ['accuracy', 'churn', 'drift', 'overview', 'performance', 'serving', 'training'].map(
      (name) => `driftgate-${name}`,
    ),
  );
  for (const { name, dashboard } of files) expect(dashboard.uid).toBe(`driftgate-${name}`);
  expect(panels.length).toBeGreaterThan(80);
});

test.each(files)('$name: every panel has an id and a place of its own', ({ dashboard }) => {
  const all = dashboard.panels! as Panel[];
  expect(new Set(all.map(({ id }) => id))).toHaveProperty('size', all.length);
  const taken = new Map<string, string>();
  for (const { title, gridPos } of all) {
    const { x, y, w, h } = gridPos!;
    expect({ title, isInside: x >= 0 && w > 0 && h > 0 && x + w <= 24 }).toEqual({ title, isInside: true });
    for (let column = x; column < x + w; column++) {
      for (let row = y; row < y + h; row++) {
        const cell = `${column},${row}`;
        expect(`${title} over ${taken.get(cell)}`).toBe(`${title} over undefined`);
        taken.set(cell, title!);
      }
    }
  }
});

test.each(panels)('%s says what it shows and what to do, and has a unit', (_name, panel) => {
  expect(panel.description).toMatch(/^[A-Z1-9].{30,}\.$/s);
  if (panel.type === 'alertGroups') return;
  const { unit, thresholds } = panel.fieldConfig!.defaults!;
  expect(unit).toMatch(/^\w+$/);
  expect(thresholds!.steps.length).toBeGreaterThan(0);
});

test.each(panels)('%s asks a data source that is provisioned', (_name, panel) => {
  const targets = targetsOf(panel);
  if (panel.type === 'alertGroups') {
    expect(provisioned('name')).toContain(panel.options.alertmanager);
    return;
  }
  expect(targets.length).toBeGreaterThan(0);
  expect(new Set(targets.map(({ refId }) => refId))).toHaveProperty('size', targets.length);
  for (const { datasource } of [panel, ...targets]) expect(provisioned('uid')).toContain(datasource!.uid);
});

test.each(files)(
  '$name uses the variables that it has, and has those that it uses',
  ({ dashboard, text, variables }) => {
    const own = variables.map(({ name }) => name);
    // Grafana's own, and those of a link, begin with two underscores.
    const used = [...text.matchAll(/\$(?:\{(\w+)|(\w+))/g)].map(([, braced, bare]) => (braced ?? bare)!);
    const needed = new Set(used.filter((name) => !/^(__|\d)/.test(name)));
    expect([...needed].sort()).toEqual([...own].sort());
    for (const { datasource } of variables.filter(({ type }) => type === 'query'))
      expect(provisioned('uid')).toContain(datasource!.uid);
    expect(dashboard.refresh).toMatch(/^(5s|1m)$/);
  },
);

test.each(files)('$name: links lead to the other dashboards', ({ dashboard, text }) => {
  const targets = [...text.matchAll(/\/d\/([\w-]+)/g)].map(([, uid]) => uid!);
  expect(targets.filter((uid) => !uids.includes(uid))).toEqual([]);
  const linked = dashboard.links!.map(({ url }) => /^\/d\/([\w-]+)/.exec(url!)![1]);
  expect([...linked, dashboard.uid].sort()).toEqual([...uids].sort());
});

// Grafana takes a frame with one time for a series: the table of a single model, and its values would not be found.
test('what becomes a sparkline is the answer of the queries over time, and no table', () => {
  const trends = panels.flatMap(([name, panel]) =>
    (panel.transformations ?? [])
      .filter(({ id }) => id === 'timeSeriesTable')
      .map(({ filter, options }) => {
        const inTime = targetsOf(panel).filter(({ range }) => range);
        const letters = inTime.map(({ refId }) => refId).join('|');
        return { name, filter, options, letters };
      }),
  );
  expect(trends).toEqual([
    {
      name: 'overview: Models',
      letters: 'D',
      filter: { id: 'byRefId', options: '/^(?:D)$/' },
      options: { D: { stat: 'lastNotNull' } },
    },
  ]);
});

// Grafana reads text that looks like a number as one, and would show the classes 0 and 1 as 0 % and 100 %.
test('names of groups, rows and steps are not shown in the unit of the values', () => {
  const named = panels.flatMap(([name, { type, options, transformations, fieldConfig }]) => {
    const { rowField, columnField } =
      transformations?.find(({ id }) => id === 'groupingToMatrix')?.options ?? {};
    const field = rowField ? `${rowField}\\${columnField}` : type === 'trend' ? options.xField : undefined;
    const unit = fieldConfig?.overrides
      .find(({ matcher }) => matcher.options === field)
      ?.properties.find(({ id }) => id === 'unit')?.value;
    return field === undefined ? [] : [{ name, unit }];
  });
  expect(named.length).toBeGreaterThan(6);
  expect(named.filter(({ unit }) => unit !== 'string' && unit !== 'none')).toEqual([]);
});

test('what is in the buckets of a heatmap is counted, whatever the unit of their bounds', () => {
  const heatmaps = panels.filter(([, { type }]) => type === 'heatmap').map(([, panel]) => panel);
  expect(
    heatmaps.map(({ fieldConfig, options }) => [fieldConfig!.defaults!.unit, options.yAxis.unit]),
  ).toEqual([['short', 's']]);
});

test('runbooks that descriptions name exist', () => {
  const sections = [...readFileSync(join(ROOT, 'docs/runbooks.md'), 'utf8').matchAll(/^## (\w+)$/gm)].map(
    ([, name]) => name,
  );
  const named = panels.flatMap(([, { description }]) =>
    [
      ...description!.matchAll(
        /runbook of (\w+)|(\w+) alerts (?:above|below|after|at|when|while|where|on)\b/g,
      ),
    ].map(([, runbook, alert]) => runbook ?? alert),
  );
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((name) => !sections.includes(name!))).toEqual([]);
});

test('where users watch live, dashboards are asked again every 5 s', () => {
  const live = files.filter(({ dashboard }) => dashboard.refresh === '5s').map(({ name }) => name);
  expect(live.sort()).toEqual(['accuracy', 'overview', 'serving', 'training']);
});

test('models that are shown first exist', async () => {
  const names = [...(await readModels(join(ROOT, 'models'))).keys()];
  const first = files.flatMap(({ variables }) =>
    variables.filter(({ name, current }) => name === 'model' && current).map(({ current }) => current!.value),
  );
  expect([...first].sort()).toEqual(['churn', 'sentiment']);
  for (const name of first) expect(names).toContain(name);
});

test('Grafana counts the seconds of a scrape as Prometheus does', () => {
  const prometheus = readFileSync(join(ROOT, 'prometheus.yml'), 'utf8');
  const [, seconds] = /job_name: pushgateway\n(?: .*\n)*? +scrape_interval: (\d+)s/.exec(prometheus)!;
  expect(sources.join()).toContain(`timeInterval: ${seconds}s `);
});

test('scrapes are held against half of their interval, whatever that is, by the expression that the rules test', () => {
  const { panels } = files.find(({ name }) => name === 'training')!;
  const [limit] = targetsOf(panels.find(({ title }) => title === 'Scrape duration')!).filter(
    ({ legendFormat }) => legendFormat === 'half of the interval',
  );
  const tested = readFileSync(join(ROOT, 'tests/rules/alerts.yml'), 'utf8').split(`expr: ${limit!.expr}\n`);
  expect(tested).toHaveLength(3);
  const alerts = readFileSync(join(ROOT, 'infra/prometheus/alerts.yml'), 'utf8');
  expect(alerts).toContain('sum_over_time(scrape_duration_seconds{job="pushgateway"}[5m]) / 300 > 0.5\n');
});

test('descriptions have no tags: Grafana shows them as Markdown', () => {
  for (const [, { description }] of panels)
    expect(description!.replaceAll(/`[^`]*`/g, '')).not.toMatch(/[<>*]/);
});

test('the services give Grafana the addresses that the data sources ask for', () => {
  const compose = readFileSync(join(ROOT, 'infra/docker-compose.yml'), 'utf8');
  const asked = sources.map((text) => /url: \$(\w+)/.exec(text)![1]!);
  expect(asked).toHaveLength(2);
  for (const name of asked) expect(compose).toMatch(new RegExp(`${name}: "?http://\\w+:\\d+`));
  expect(compose).toContain(
    'GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH: /etc/grafana/dashboards/overview.json',
  );
});
