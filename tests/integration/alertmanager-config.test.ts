import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { uncommented } from '../support/commented.ts';
import { inFolder, runTool } from '../support/prometheus-tools.ts';

const FOLDER = 'infra/alertmanager';
const FILE = join(FOLDER, 'alertmanager.yml');
const config = readFileSync(FILE, 'utf8');
const alerts = readFileSync('infra/prometheus/alerts.yml', 'utf8');
const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, found]) => found!);

const routed = async (file: string, labels: string) =>
  (await runTool('amtool', 'config', 'routes', 'test', `--config.file=${file}`, ...labels.split(' '))).trim();

test('Alertmanager accepts its configuration and the texts', async () => {
  const said = await runTool('amtool', 'check-config', FILE);
  expect(said).toContain('SUCCESS');
  expect(said).toContain(' 1 templates');
});

test.each([
  ['alertname=Watchdog severity=none', 'nobody'],
  ['alertname=FeatureDrift model=loan-approval feature=age severity=warning', 'team'],
  ['alertname=PushFailures job=predict severity=warning', 'team'],
  ['alertname=FeatureDriftSignificant model=loan-approval feature=age severity=critical', 'on-call'],
  ['alertname=PushgatewayDown severity=critical', 'on-call'],
  ['alertname=ModelAccuracyLow model=sentiment severity=warning', 'sentiment'],
  ['alertname=RetrainingRecommended model=sentiment severity=critical', 'on-call,sentiment'],
])('%s goes to %s', async (labels, receivers) => {
  expect(await routed(FILE, labels)).toBe(receivers);
});

test('with the webhook and SNS, which are commented out, these get their share too', async () => {
  await inFolder(async (folder) => {
    cpSync(FOLDER, folder, { recursive: true });
    const file = join(folder, 'alertmanager.yml');
    writeFileSync(file, uncommented(config));
    expect(await runTool('amtool', 'check-config', file)).toContain('SUCCESS');
    expect(await routed(file, 'alertname=Watchdog severity=none')).toBe('nobody');
    expect(await routed(file, 'alertname=DataQuality model=churn severity=warning')).toBe('webhook,team');
    expect(await routed(file, 'alertname=StoreFailures severity=critical')).toBe('webhook,sns,on-call');
  });
});

test('secrets are in files alone', () => {
  expect(config).not.toMatch(/api_url:|password:|auth_secret:|access_key|secret_key/);
  expect(all(config, /(\w+_file): \/etc\/alertmanager\/secrets\//g)).toEqual([
    'slack_api_url_file',
    'smtp_auth_password_file',
  ]);
});

test('what inhibits or is inhibited exists', () => {
  const names = all(alerts, /- alert: (\w+)/g);
  const inhibiting = config.slice(config.indexOf('inhibit_rules:'), config.indexOf('receivers:'));
  const named = all(inhibiting, /alertname =~? "?([\w|]+)/g).flatMap((text) => text.split('|'));
  expect(named.length).toBeGreaterThan(12);
  expect(named.filter((name) => !names.includes(name))).toEqual([]);
});

test('every alert has what its text needs', () => {
  const [, ...each] = alerts.split(/^ +- alert: /m);
  for (const alert of each) {
    expect(all(alert, /severity: (\w+)/g)).toEqual([expect.stringMatching(/^(none|warning|critical)$/)]);
    expect(all(alert, /^ {10}(\w+): ./gm)).toEqual(['summary', 'description', 'action', 'runbook_url']);
    expect(alert).toContain(`runbook_url: docs/runbooks.md#${/^\w+/.exec(alert)![0].toLowerCase()}\n`);
  }
});

describe('the texts of a message', () => {
  const alert = (status: string, feature: string) => ({
    status,
    labels: { feature },
    annotations: { summary: `m: ${feature} <drifted>.`, description: 'Its distribution differs.' },
    startsAt: '2026-11-21T14:00:00Z',
    ...(status === 'resolved' && { endsAt: '2026-11-21T15:30:00Z' }),
  });
  const data = (status: string, alerts: unknown[]) => ({
    status,
    externalURL: 'http://alertmanager',
    groupLabels: { alertname: 'FeatureDrift', model: 'm' },
    commonLabels: { alertname: 'FeatureDrift', model: 'm', severity: 'warning' },
    commonAnnotations: { action: 'Look at it.', runbook_url: 'docs/runbooks.md#featuredrift' },
    alerts,
  });
  const render = (of: unknown, ...names: string[]) =>
    inFolder(async (folder) => {
      const file = join(folder, 'data.json');
      writeFileSync(file, JSON.stringify(of));
      const rendered = names.map(async (name) => {
        const type = name.endsWith('html') ? 'html' : 'text';
        const text = await runTool(
          'amtool',
          'template',
          'render',
          `--template.glob=${FOLDER}/templates/*.tmpl`,
          `--template.data=${file}`,
          `--template.type=${type}`,
          `--template.text={{ template "${name}" . }}`,
        );
        return [name, text];
      });
      return Object.fromEntries(await Promise.all(rendered)) as Record<string, string>;
    });

  test('of several alerts, of which one is over', async () => {
    const alerts = [alert('firing', 'age'), alert('firing', 'income'), alert('resolved', 'term')];
    const names = ['email.default.subject', 'slack.default.title', 'sns.default.subject'];
    const texts = await render(data('firing', alerts), ...names, 'driftgate.text', 'email.default.html');
    expect(names.map((name) => texts[name])).toEqual([
      'Warning: FeatureDrift of m (2 alerts)',
      'Warning: FeatureDrift of m (2 alerts)',
      'Warning: FeatureDrift of m',
    ]);
    expect(texts['driftgate.text']).toBe(`m: age <drifted>.
Its distribution differs.
Since 2026-11-21 14:00:00 UTC.

m: income <drifted>.
Its distribution differs.
Since 2026-11-21 14:00:00 UTC.

Resolved: m: term <drifted>.
From 2026-11-21 14:00:00 UTC to 2026-11-21 15:30:00 UTC.

What to do: Look at it.
Runbook: docs/runbooks.md#featuredrift
Silence: http://alertmanager/#/silences/new?filter=%7Bmodel%3D%22m%22%2Calertname%3D%22FeatureDrift%22%7D
`);
    expect(texts['email.default.html']).toContain('<strong>m: age &lt;drifted&gt;.</strong>');
    expect(texts['email.default.html']).not.toContain('<drifted>');
  });

  test('of one alert, and of one that is over', async () => {
    const firing = await render(data('firing', [alert('firing', 'age')]), 'email.default.subject');
    expect(firing).toEqual({ 'email.default.subject': 'Warning: m: age <drifted>.' });
    const resolved = await render(
      data('resolved', [alert('resolved', 'age')]),
      'email.default.subject',
      'sns.default.subject',
      'driftgate.text',
    );
    expect(resolved).toEqual({
      'email.default.subject': 'Resolved: FeatureDrift of m',
      'sns.default.subject': 'Resolved: FeatureDrift of m',
      'driftgate.text':
        'Resolved: m: age <drifted>.\nFrom 2026-11-21 14:00:00 UTC to 2026-11-21 15:30:00 UTC.\n\n',
    });
  });
});
