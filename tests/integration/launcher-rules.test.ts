import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = process.cwd();
const compose = readFileSync('infra/docker-compose.yml', 'utf8');

/** The tool on PATH, where the Debian packages put it, or that of the pinned image. */
async function run(tool: 'promtool' | 'amtool', ...args: string[]): Promise<string> {
  const execute = promisify(execFile);
  try {
    return (await execute(tool, args)).stdout;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const image = /image: (\S+)/.exec(compose.slice(compose.indexOf(IMAGES[tool])))![1]!;
    const mount = ['--volume', `${root}:${root}:ro`, '--workdir', root, '--entrypoint', tool];
    return (await execute('docker', ['run', '--rm', ...mount, image, ...args])).stdout;
  }
}
const IMAGES = { promtool: 'image: prom/prometheus', amtool: 'image: prom/alertmanager' };

test('Prometheus accepts its configuration, and the rules in it', async () => {
  expect(await run('promtool', 'check', 'config', 'prometheus.yml')).toContain('2 rule files found');
});

test('Alertmanager accepts its configuration', async () => {
  expect(await run('amtool', 'check-config', 'infra/alertmanager/alertmanager.yml')).toContain('SUCCESS');
});

test('rules fire when they should and record what they say', async () => {
  mkdirSync(join(root, '.driftgate'), { recursive: true });
  const directory = mkdtempSync(join(root, '.driftgate/rules-')); // inside the folder that a container sees
  const file = join(directory, 'rules.test.yml');
  writeFileSync(file, RULE_TEST);
  try {
    expect(await run('promtool', 'test', 'rules', file)).toContain('SUCCESS');
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

const RULE_TEST = `
rule_files: ["${join(root, 'infra/prometheus')}/*.yml"]
evaluation_interval: 1m
tests:
  - interval: 1m
    input_series:
      - series: 'model_accuracy{model="low", window="last_100"}'
        values: '0.5x20'
      - series: 'model_accuracy_outcomes{model="low", window="last_100"}'
        values: '30x20'
      - series: 'model_accuracy{model="few", window="last_100"}'
        values: '0.5x20'
      - series: 'model_accuracy_outcomes{model="few", window="last_100"}'
        values: '29x20'
      - series: 'up{job="pushgateway", instance="gateway:9091"}'
        values: '1x10 0x10'
      - series: 'model_requests_total{model="low", slot="0"}'
        values: '3x20'
      - series: 'model_requests_total{model="low", slot="1"}'
        values: '4x20'
      # The gateway started again, and the keeper has not yet published the second slot.
      - series: 'model_requests_total{model="back", slot="0"}'
        values: '3x20'
      - series: 'model_requests_total{model="back", slot="1"}'
        values: '4x3 stale _x8 4x8'
    alert_rule_test:
      - { eval_time: 4m, alertname: ModelAccuracyLow, exp_alerts: [] }
      - eval_time: 6m
        alertname: ModelAccuracyLow
        exp_alerts:
          - exp_labels: { severity: warning, model: low, window: last_100 }
            exp_annotations: { summary: 'low: accuracy 50% over its last outcomes, expected 80 %.' }
      - { eval_time: 9m, alertname: PushgatewayDown, exp_alerts: [] }
      - eval_time: 13m
        alertname: PushgatewayDown
        exp_alerts:
          - exp_labels: { severity: critical, job: pushgateway, instance: 'gateway:9091' }
            exp_annotations:
              summary: Prometheus cannot scrape the Pushgateway gateway:9091.
              description: Predictions go on and nothing is lost; counts are published again when it is back.
    promql_expr_test:
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
