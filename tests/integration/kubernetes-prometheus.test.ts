import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scraping } from '../../infra/local/increases.ts';
import { startProgram } from '../../infra/local/program.ts';
import { Pushgateway } from '../../lib/metrics/pushgateway.ts';
import { temporaryDirectory } from '../support/handler-runtime.ts';
import { commandOf } from '../support/own-command.ts';
import { PrometheusClient } from '../support/prometheus-client.ts';
import { startPrometheus } from '../support/prometheus-program.ts';
import { inFolder, runTool } from '../support/prometheus-tools.ts';
import { parseYaml } from '../support/yaml.ts';

const PASSWORD = 'a password of the tests';
/** htpasswd -nbBC 10 driftgate 'a password of the tests' */
const HASH = '$2y$10$enrzqgepVXNTh/rXaM8bleTbJuZ9kgAqhd2v891EIi9Fg8iCZYLSW';
const root = process.cwd();
const [{ server, serverFiles, 'prometheus-pushgateway': chart }] = parseYaml(
  readFileSync('infra/kubernetes/values-prometheus.yaml', 'utf8'),
);

/** What the chart makes of our values, with the rules and secrets of this machine. */
function configuration(secrets: string): string {
  const [rules] = server.extraConfigmapMounts;
  const [secret] = server.extraSecretMounts;
  const { rule_files, scrape_configs } = serverFiles['prometheus.yml'];
  const alerting = { alertmanagers: server.alertmanagers };
  // JSON is YAML.
  return JSON.stringify({ global: server.global, rule_files, scrape_configs, alerting })
    .replaceAll(`${rules.mountPath}/`, `${join(root, 'infra/prometheus')}/`)
    .replaceAll(`${secret.mountPath}/`, `${secrets}/`);
}

test('Prometheus accepts what its Helm chart makes of our values', async () => {
  await inFolder(async (folder) => {
    const file = join(folder, 'prometheus.yml');
    writeFileSync(join(folder, 'password'), PASSWORD);
    writeFileSync(file, configuration(folder));
    expect(await runTool('promtool', 'check', 'config', file)).toContain('2 rule files found');
  });
});

test('the gateway of our values takes pushes with the password alone, and Prometheus has it', async () => {
  const directory = await temporaryDirectory();
  const [, web] = /```yaml\n(basic_auth_users:[^`]+)```/.exec(
    readFileSync('infra/kubernetes/README.md', 'utf8'),
  )!;
  writeFileSync(join(directory, 'web.yml'), web!.replace('the bcrypt hash of the password', HASH));
  writeFileSync(join(directory, 'password'), PASSWORD);
  const [{ mountPath }] = chart.extraVolumeMounts;
  const gateway = await startProgram({
    name: 'pushgateway',
    command: await commandOf('pushgateway'),
    directory,
    port: 0,
    args: (port) => [
      `--web.listen-address=127.0.0.1:${port}`,
      ...chart.extraArgs.map((flag: string) => flag.replace(`=${mountPath}/`, `=${directory}/`)),
    ],
    health: async (port) => (await statusOf(`http://127.0.0.1:${port}/-/ready`)) === 401,
  });
  const prometheus = await startPrometheus(
    directory,
    configuration(directory)
      .replaceAll('pushgateway:9091', new URL(gateway.url).host)
      .replaceAll('alertmanager:9093', '127.0.0.1:9')
      .replaceAll('"15s"', '"1s"')
      .replaceAll('"10s"', '"1s"'),
  );
  try {
    const put = (password?: string) => {
      const credentials = password === undefined ? {} : { username: 'driftgate', password };
      return new Pushgateway({ url: gateway.url, timeoutMs: 10_000, ...credentials }).put(
        { job: 'of-the-values' },
        'of_the_values 1\n',
      );
    };
    await expect(put()).rejects.toThrow('got 401');
    await expect(put('wrong')).rejects.toThrow('got 401');
    await put(PASSWORD);
    await scraping(prometheus.url);
    const found = await new PrometheusClient(prometheus.url).now('of_the_values');
    expect(found.map(({ job }) => job)).toEqual(['of-the-values']);
  } finally {
    await prometheus.stop();
    await gateway.stop();
  }
});

const statusOf = (url: string): Promise<number | undefined> =>
  fetch(url).then(
    ({ status }) => status,
    () => undefined,
  );
