import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTable } from '../../infra/bundle/table.ts';
import { readArguments } from '../../infra/server/arguments.ts';
import type { Table } from '../../infra/server/table.ts';
import { parseTimetable } from '../../infra/server/timetable.ts';
import { readConfig, readServerConfig, SERVER_VARIABLES, VARIABLES } from '../../lib/config.ts';
import { accepts } from '../support/json-schema.ts';
import { parseYaml } from '../support/yaml.ts';

// biome-ignore lint/suspicious/noExplicitAny: the schemas say what they are
type Resource = any;

const FOLDER = 'infra/kubernetes';
const read = (path: string): Resource[] => parseYaml(readFileSync(join(FOLDER, path), 'utf8'));
const kustomization = (path: string): Resource => read(`${path}/kustomization.yaml`)[0];
const api = kustomization('api');
const resources: Resource[] = [
  ...api.resources.flatMap((file: string) => read(`api/${file}`)),
  ...read('operator/servicemonitor.yaml'),
  ...read('monitoring/networkpolicy.yaml'),
];
const ofKind = (kind: string): Resource[] => resources.filter((resource) => resource.kind === kind);
const [deployment] = ofKind('Deployment');
const jobs = ofKind('CronJob');
const pods: Resource[] = [deployment.spec.template, ...jobs.map((job) => job.spec.jobTemplate.spec.template)];
const variables: Record<string, string> = Object.fromEntries(
  api.configMapGenerator[0].literals.map((literal: string) => literal.split(/=(.*)/s)),
);
const [prometheus] = read('values-prometheus.yaml');
const gateway = prometheus['prometheus-pushgateway'];
const [grafana] = read('values-grafana.yaml');
let table: Table;

beforeAll(async () => {
  table = await readTable(process.cwd());
});

describe('every resource is what Kubernetes takes', () => {
  const schema = JSON.parse(readFileSync('tests/golden/kubernetes/schema.json', 'utf8'));
  const schemaOf = (resource: Resource) =>
    schema.$defs[schema.kinds[`${resource.apiVersion}/${resource.kind}`]];

  test.each(resources.map((resource) => [`${resource.kind} ${resource.metadata.name}`, resource]))(
    '%s',
    (_, resource) => {
      expect(accepts(schemaOf(resource), resource, schema)).toBe(true);
    },
  );

  test('a mistake would be found', () => {
    const wrong = structuredClone(deployment);
    wrong.spec.template.spec.containers[0].livenessProbes = {};
    expect(accepts(schemaOf(wrong), wrong, schema)).toBe(false);
    const [policy] = structuredClone(ofKind('NetworkPolicy'));
    policy.spec.ingress[0].to = policy.spec.ingress[0].from;
    expect(accepts(schemaOf(policy), policy, schema)).toBe(false);
    const [monitor] = structuredClone(ofKind('ServiceMonitor'));
    monitor.spec.endpoints[0].honorLabel = true;
    expect(accepts(schemaOf(monitor), monitor, schema)).toBe(false);
  });

  test('and every file is in a kustomization', () => {
    for (const folder of ['api', 'monitoring']) {
      const files = readdirSync(join(FOLDER, folder)).filter((file) => file !== 'kustomization.yaml');
      const named = kustomization(folder).resources as string[];
      expect(named.filter((name) => !name.startsWith('..')).sort()).toEqual(files.sort());
      for (const name of named) expect(existsSync(join(FOLDER, folder, name))).toBe(true);
    }
  });
});

describe('the pods', () => {
  test('run the image without rights, over a file system that they cannot change', () => {
    expect(pods).toHaveLength(5);
    for (const { spec } of pods) {
      expect(spec.securityContext).toMatchObject({
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      expect(readFileSync('Dockerfile', 'utf8')).toContain(
        `\nUSER ${spec.securityContext.runAsUser}:${spec.securityContext.runAsGroup}\n`,
      );
      const [container] = spec.containers;
      expect(container.image).toBe(api.images[0].name);
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(container.volumeMounts).toEqual([{ name: spec.volumes[0].name, mountPath: '/tmp' }]);
      expect(container.resources).toMatchObject({
        requests: { cpu: expect.anything() },
        limits: { memory: expect.anything() },
      });
    }
  });

  test('have the tag of this version', () => {
    expect(api.images[0].newTag).toBe(JSON.parse(readFileSync('package.json', 'utf8')).version);
  });

  test('read their configuration, which names what is there', () => {
    for (const name of Object.keys(variables))
      expect([...VARIABLES, ...SERVER_VARIABLES, 'AWS_REGION']).toContain(name);
    const config = readConfig(variables);
    expect(readServerConfig(variables).schedules).toBe(false);
    expect(config.pushgateway!.url).toBe(`http://${gateway.fullnameOverride}.monitoring:9091`);
    expect(`${config.scrapeIntervalMs / 1000}s`).toBe(prometheus.server.global.scrape_interval);
    const images = readFileSync('Dockerfile', 'utf8');
    const { ports } = deployment.spec.template.spec.containers[0];
    expect(images).toContain(`DRIFTGATE_PORT=${ports[0].containerPort}\n`);
  });
});

test('the schedules are those of serverless.yml, each with its event', () => {
  const expected = table.schedules.map(({ expression, event, ...schedule }) => {
    const timetable = parseTimetable(expression);
    const { minute = '*', hour = '*' } =
      'everyMs' in timetable ? { minute: `*/${timetable.everyMs / 60_000}` } : timetable;
    return { cron: `${minute} ${hour} * * *`, run: schedule.function, event };
  });
  const found = jobs.map(({ spec }) => {
    const [node, program, ...args] = spec.jobTemplate.spec.template.spec.containers[0].args;
    expect(readFileSync('Dockerfile', 'utf8')).toContain(`CMD ["${node}", "${program}"]`);
    expect(spec).toMatchObject({ timeZone: 'Etc/UTC', concurrencyPolicy: 'Forbid' });
    return { cron: spec.schedule, ...readArguments(args) };
  });
  expect(found).toEqual(expected);
});

test('probes ask for routes that there are, of the port that there is; the pod has time to end', () => {
  const { containers, terminationGracePeriodSeconds } = deployment.spec.template.spec;
  const [{ livenessProbe, readinessProbe, startupProbe, ports, lifecycle }] = containers;
  for (const { httpGet } of [livenessProbe, readinessProbe, startupProbe]) {
    expect(table.routes).toContainEqual(expect.objectContaining({ method: 'GET', path: httpGet.path }));
    expect(httpGet.port).toBe(ports[0].name);
  }
  const [, pause] = lifecycle.preStop.exec.command;
  const end = /END_WITHIN_MS = (\d+)_000/.exec(readFileSync('infra/server/main.ts', 'utf8'))![1];
  expect(terminationGracePeriodSeconds).toBeGreaterThan(Number(pause) + Number(end));
});

test('the Service, the budget and the Deployment mean the same pods', () => {
  const { labels } = deployment.spec.template.metadata;
  expect(deployment.spec.selector.matchLabels).toEqual(labels);
  expect(ofKind('Service')[0].spec.selector).toEqual(labels);
  expect(ofKind('PodDisruptionBudget')[0].spec.selector.matchLabels).toEqual(labels);
  const monitored = ofKind('ServiceMonitor')[0].spec;
  expect(monitored.endpoints).toEqual([
    {
      port: 'http',
      interval: '15s',
      honorLabels: true,
      basicAuth: expect.anything(),
      relabelings: [expect.anything()],
    },
  ]);
});

test('no series depends on the pod of the Pushgateway', () => {
  const [{ relabelings }] = ofKind('ServiceMonitor')[0].spec.endpoints;
  const [{ action, regex }] = relabelings;
  expect(action).toBe('labeldrop');
  // What the operator adds to each target of a Service.
  const added = ['namespace', 'service', 'pod', 'container', 'endpoint'];
  const kept = ['job', 'instance', 'slot', 'model', 'le'];
  const isDropped = (label: string) => new RegExp(`^(?:${regex})$`).test(label);
  expect([...added, ...kept].filter(isDropped)).toEqual(added);
});

describe('the Pushgateway', () => {
  const readme = readFileSync(join(FOLDER, 'README.md'), 'utf8');
  const user = variables.DRIFTGATE_PUSHGATEWAY_USERNAME;

  test('has its web configuration, and Prometheus the password, from the Secret that the page says to make', () => {
    const [, secret, rest] = /create secret generic (pushgateway-\S+) --namespace monitoring (.+)/.exec(
      readme,
    )!;
    const keys = [...rest!.matchAll(/--from-\w+=([\w.]+)/g)].map(([, key]) => key);
    expect(keys).toEqual(['username', 'password', 'web.yml']);
    expect(rest).toContain(`username=${user}`);

    const [volume] = gateway.extraVolumes;
    expect(volume.secret).toEqual({ secretName: secret, items: [{ key: 'web.yml', path: 'web.yml' }] });
    expect(gateway.extraVolumeMounts).toEqual([
      { name: volume.name, mountPath: '/etc/pushgateway', readOnly: true },
    ]);
    expect(gateway.extraArgs).toContain('--web.config.file=/etc/pushgateway/web.yml');

    const [mount] = prometheus.server.extraSecretMounts;
    expect(mount).toMatchObject({ secretName: secret, readOnly: true });
    const [{ basic_auth }] = prometheus.serverFiles['prometheus.yml'].scrape_configs;
    expect(basic_auth).toEqual({ username: user, password_file: `${mount.mountPath}/password` });

    const [{ basicAuth }] = ofKind('ServiceMonitor')[0].spec.endpoints;
    expect(basicAuth).toEqual({
      username: { name: secret, key: 'username' },
      password: { name: secret, key: 'password' },
    });
  });

  test('pods have the same user, and the password from their Secret', () => {
    const [web] = [...readme.matchAll(/```yaml\n(basic_auth_users:[^`]+)```/g)];
    expect(Object.keys(parseYaml(web![1]!)[0].basic_auth_users)).toEqual([user]);
    const [, key] = /generic driftgate --namespace driftgate .*--from-file=(\w+)=password\n/.exec(readme)!;
    const config = readConfig({ ...variables, [key!]: 'secret' });
    expect(config.pushgateway).toMatchObject({ username: user, password: 'secret' });
    for (const { spec } of pods)
      expect(spec.containers[0].envFrom).toContainEqual({ secretRef: { name: 'driftgate', optional: true } });
  });

  test('is the same beside an operator', () => {
    expect(read('operator/values-pushgateway.yaml')).toEqual([gateway]);
  });

  test('is not probed by who has no password', () => {
    expect(gateway).toMatchObject({ liveness: { enabled: false }, readiness: { enabled: false } });
  });

  test('is reached by the pods that push and by Prometheus, and by nobody else', () => {
    const [{ spec }] = ofKind('NetworkPolicy');
    // What the charts call their pods.
    expect(spec.podSelector).toEqual({
      matchLabels: ofKind('ServiceMonitor')[0].spec.selector.matchLabels,
    });
    expect(spec.policyTypes).toEqual(['Ingress']);
    const [{ ports, from }, ...others] = spec.ingress;
    expect(others).toEqual([]);
    expect(ports).toEqual([{ port: Number(new URL(variables.DRIFTGATE_PUSHGATEWAY_URL!).port) }]);
    const [ours, theirs, ...more] = from;
    expect(more).toEqual([]);
    expect(ours.namespaceSelector.matchLabels).toEqual({ 'kubernetes.io/metadata.name': api.namespace });
    for (const { metadata } of pods) expect(metadata.labels).toMatchObject(ours.podSelector.matchLabels);
    expect(theirs).toEqual({ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus' } } });
  });
});

describe('what is monitored', () => {
  /** The ConfigMap that a folder's kustomization makes, and its files. */
  const generated = (folder: string) => {
    const [{ configMapGenerator }] = parseYaml(readFileSync(join(folder, 'kustomization.yaml'), 'utf8'));
    return configMapGenerator[0] as { name: string; files: string[]; options?: Resource };
  };

  test('all dashboards, rules, routes and texts become ConfigMaps', () => {
    const filesOf = (folder: string, kind: string) =>
      readdirSync(folder)
        .filter((file) => file.endsWith(kind))
        .sort();
    expect(generated('grafana').files).toEqual(
      filesOf('grafana/dashboards', '.json').map((file) => `dashboards/${file}`),
    );
    expect(generated('infra/prometheus').files).toEqual(filesOf('infra/prometheus', '.yml'));
    expect(generated('infra/alertmanager').files).toEqual([
      ...filesOf('infra/alertmanager', '.yml'),
      ...filesOf('infra/alertmanager/templates', '.tmpl').map((file) => `templates/${file}`),
    ]);
    for (const folder of ['grafana', 'infra/prometheus', 'infra/alertmanager']) {
      expect(kustomization('monitoring').resources).toContainEqual(
        expect.stringMatching(new RegExp(`^(\\.\\./)+${folder.replace('infra/', '')}$`)),
      );
    }
  });

  test('and the charts mount them', () => {
    const [mount] = prometheus.server.extraConfigmapMounts;
    expect(mount.configMap).toBe(generated('infra/prometheus').name);
    expect(prometheus.serverFiles['prometheus.yml'].rule_files).toEqual([`${mount.mountPath}/*.yml`]);
    const [volume] = prometheus.alertmanager.extraVolumes;
    expect(prometheus.alertmanager.extraVolumeMounts).toEqual([
      { name: volume.name, mountPath: '/etc/alertmanager', readOnly: true },
    ]);
    const [{ configMap }, { secret }] = volume.projected.sources;
    const { name, files } = generated('infra/alertmanager');
    expect(configMap.name).toBe(name);
    expect(configMap.items.map(({ path }: Resource) => path)).toEqual(files);
    for (const { key, path } of configMap.items) expect(path.split('/').at(-1)).toBe(key);
    const text = readFileSync('infra/alertmanager/alertmanager.yml', 'utf8');
    const secrets = [...text.matchAll(/_file: \/etc\/alertmanager\/(\S+)/g)].map(([, path]) => path);
    expect(secret.items.map(({ path }: Resource) => path)).toEqual(secrets);
    const [[label, value]] = Object.entries(generated('grafana').options.labels) as [[string, string]];
    expect(grafana.sidecar.dashboards).toMatchObject({ enabled: true, label, labelValue: value });
  });

  test('as in prometheus.yml: labels are honoured, what is scraped is the same', () => {
    const [ours] = parseYaml(readFileSync('prometheus.yml', 'utf8'));
    const without = ({ scrape_interval: _, basic_auth: __, ...job }: Resource) => job;
    expect(prometheus.serverFiles['prometheus.yml'].scrape_configs.map(without)).toEqual(
      ours.scrape_configs.map(without),
    );
    expect(prometheus.server.global.scrape_interval).toBe('15s');
    expect(prometheus.server.alertmanagers).toEqual(ours.alerting.alertmanagers);
    expect(prometheus.alertmanager.fullnameOverride).toBe('alertmanager');
  });

  test('with the flags of our Pushgateway, and volumes as asked for', () => {
    const flags = readFileSync('pushgateway/flags', 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('--'));
    const { extraArgs, persistentVolume } = gateway;
    const others = extraArgs.filter((flag: string) => !flag.startsWith('--web.config.file='));
    expect([...others, '--persistence.file=']).toEqual(flags);
    expect(persistentVolume.enabled).toBe(false);
    expect(prometheus.server.persistentVolume.size).toBe('4Gi');
    expect(prometheus.alertmanager.persistence.size).toBe('1Gi');
  });

  test('the data sources of Grafana are those that dashboards know, but for their addresses', () => {
    const plain = ({ url: _, jsonData, ...source }: Resource) => ({
      ...source,
      jsonData: { ...jsonData, timeInterval: '' },
    });
    const provisioned = ['prometheus', 'alertmanager'].flatMap(
      (file) =>
        parseYaml(readFileSync(`grafana/provisioning/datasources/${file}.yml`, 'utf8'))[0].datasources,
    );
    const { datasources } = grafana.datasources['datasources.yaml'];
    expect(datasources.map(plain)).toEqual(provisioned.map(plain));
    expect(datasources[0].jsonData.timeInterval).toBe(prometheus.server.global.scrape_interval);
  });
});
