import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inFolder, runTool } from '../support/prometheus-tools.ts';
import { parseYaml } from '../support/yaml.ts';

test('Prometheus accepts what its Helm chart makes of our values', async () => {
  const [{ server, serverFiles }] = parseYaml(
    readFileSync('infra/kubernetes/values-prometheus.yaml', 'utf8'),
  );
  const [mount] = server.extraConfigmapMounts;
  const { rule_files, scrape_configs } = serverFiles['prometheus.yml'];
  const mounted = rule_files.map((path: string) =>
    path.replace(mount.mountPath, join(process.cwd(), 'infra/prometheus')),
  );
  const alerting = { alertmanagers: server.alertmanagers };
  await inFolder(async (folder) => {
    const file = join(folder, 'prometheus.yml');
    // JSON is YAML.
    writeFileSync(
      file,
      JSON.stringify({ global: server.global, rule_files: mounted, scrape_configs, alerting }),
    );
    expect(await runTool('promtool', 'check', 'config', file)).toContain('2 rule files found');
  });
});
