import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { uncommented } from '../support/commented.ts';
import { inFolder, runTool } from '../support/prometheus-tools.ts';

const root = process.cwd();

test('Prometheus accepts its configuration, and the rules in it', async () => {
  expect(await runTool('promtool', 'check', 'config', 'prometheus.yml')).toContain('2 rule files found');
});

test('Prometheus accepts what is commented out: TLS, credentials and Amazon Managed Prometheus', async () => {
  const config = uncommented(readFileSync('prometheus.yml', 'utf8'));
  for (const key of ['scheme', 'tls_config', 'basic_auth', 'remote_write', '    sigv4'])
    expect(config).toMatch(new RegExp(`^ *${key}:`, 'm'));
  await inFolder(async (folder) => {
    writeFileSync(join(folder, 'prometheus.yml'), config);
    expect(await runTool('promtool', 'check', 'config', join(folder, 'prometheus.yml'))).toContain('SUCCESS');
  });
});

test('every alert fires when it should, not before, and resolves', async () => {
  const said = await runTool('promtool', 'test', 'rules', ...RULE_TESTS);
  expect(said.match(/SUCCESS/g)).toHaveLength(RULE_TESTS.length);
});

const RULE_TESTS = ['tests/rules/alerts.yml', 'tests/rules/days.yml'];
const ruleTests = RULE_TESTS.map((file) => readFileSync(file, 'utf8')).join('');
const names = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, name]) => name);

test('every alert is tested and has a section in the runbooks', () => {
  const alerts = names(readFileSync('infra/prometheus/alerts.yml', 'utf8'), /^ +- alert: (\w+)$/gm);
  expect(alerts.length).toBeGreaterThan(20);
  const tested = names(ruleTests, /^ +- name: (\w+)$/gm);
  expect([...new Set(tested)].sort()).toEqual([...alerts].sort());
  expect(names(readFileSync('docs/runbooks.md', 'utf8'), /^## (\w+)$/gm)).toEqual(alerts);
});

test('every alert is seen before it fires, firing, and resolved', () => {
  const [, ...tests] = ruleTests.split(/^ {2}- name: /m);
  const seen = tests.map((text) => {
    const found = names(text, /(exp_alerts: \[\]|exp_labels)/g).map((name) => name !== 'exp_alerts: []');
    const changes = found.filter((fires, i) => fires !== found[i - 1]);
    return { name: text.split('\n')[0], changes };
  });
  const [watchdog, ...others] = seen;
  expect(watchdog).toEqual({ name: 'Watchdog', changes: [true] });
  expect(others).toEqual(others.map(({ name }) => ({ name, changes: [false, true, false] })));
});

test('rules record what they say, and a gateway that comes back does not look like a reset', async () => {
  await inFolder(async (folder) => {
    const file = join(folder, 'rules.test.yml');
    writeFileSync(file, RULE_TEST);
    expect(await runTool('promtool', 'test', 'rules', file)).toContain('SUCCESS');
  });
});

const RULE_TEST = `
rule_files: ["${join(root, 'infra/prometheus')}/*.yml"]
evaluation_interval: 1m
tests:
  - interval: 1m
    input_series:
      - series: 'model_accuracy{model="low", window="last_100"}'
        values: '0.5x20'
      - series: 'model_accuracy{model="low", window="30d"}'
        values: '0.9x20'
      - series: 'model_accuracy_outcomes{model="low", window="last_100"}'
        values: '30x20'
      - series: 'model_requests_total{model="low", slot="0"}'
        values: '3x20'
      - series: 'model_requests_total{model="low", slot="1"}'
        values: '4x20'
      # The gateway started again, and the keeper has not yet published the second slot.
      - series: 'model_requests_total{model="back", slot="0"}'
        values: '3x20'
      - series: 'model_requests_total{model="back", slot="1"}'
        values: '4x3 stale _x8 4x8'
      # Of 20 predictions a second, 3 score at most 0.1 and 4 more than 0.9.
      - series: 'model_prediction_values_bucket{model="low", slot="0", le="0.1"}'
        values: '0+120x20'
      - series: 'model_prediction_values_bucket{model="low", slot="0", le="0.9"}'
        values: '0+420x20'
      - series: 'model_prediction_values_count{model="low", slot="0"}'
        values: '0+600x20'
      - series: 'model_prediction_values_bucket{model="low", slot="1", le="0.1"}'
        values: '0+60x20'
      - series: 'model_prediction_values_bucket{model="low", slot="1", le="0.9"}'
        values: '0+540x20'
      - series: 'model_prediction_values_count{model="low", slot="1"}'
        values: '0+600x20'
      - series: 'model_prediction_latency_seconds_bucket{model="low", slot="1", le="1"}'
        values: '0+8x20'
      - series: 'model_prediction_latency_seconds_bucket{model="low", slot="1", le="2"}'
        values: '0+10x20'
      - series: 'model_prediction_latency_seconds_bucket{model="low", slot="1", le="+Inf"}'
        values: '0+10x20'
      - series: 'model_prediction_latency_seconds_bucket{model="low", slot="0", le="1"}'
        values: '0+10x20'
      - series: 'model_prediction_latency_seconds_bucket{model="low", slot="0", le="2"}'
        values: '0+10x20'
      - series: 'model_prediction_latency_seconds_bucket{model="low", slot="0", le="+Inf"}'
        values: '0+10x20'
    promql_expr_test:
      # Of both slots the 95th of 100: in the middle of the bucket from 1 to 2, which has the last ten.
      - expr: ml_model_latency_seconds{model="low"}
        eval_time: 10m
        exp_samples: [{ labels: 'ml_model_latency_seconds{model="low"}', value: 1.5 }]
      - expr: ml_model_confident_ratio{model="low"}
        eval_time: 10m
        exp_samples: [{ labels: 'ml_model_confident_ratio{model="low"}', value: 0.35 }]
      - expr: ml_model_requests_total{model="back"}
        eval_time: 10m
        exp_samples: [{ labels: 'ml_model_requests_total{model="back"}', value: 7 }]
      - expr: ml_model_requests_total{model="low"}
        eval_time: 5m
        exp_samples: [{ labels: 'ml_model_requests_total{model="low"}', value: 7 }]
      - expr: ml_model_accuracy{model="low"}
        eval_time: 5m
        exp_samples: [{ labels: 'ml_model_accuracy{model="low"}', value: 0.5 }]
`;
