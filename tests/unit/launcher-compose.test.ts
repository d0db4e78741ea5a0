import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SERVICES } from '../../infra/local/catalogue.ts';
import { SERVICE_NAMES } from '../../infra/local/environment.ts';
import { readConfig } from '../../lib/config.ts';
import { readDashboards } from '../support/dashboards.ts';
import { accepts } from '../support/json-schema.ts';
import { parseYaml } from '../support/yaml.ts';

interface Service {
  image: string;
  command?: string[];
  environment?: Record<string, string>;
  ports: string[];
  volumes?: string[];
  healthcheck: { test?: string[] };
}

const text = readFileSync('infra/docker-compose.yml', 'utf8');
const [compose] = parseYaml(text) as [
  { services: Record<string, Service>; volumes: Record<string, unknown> },
];
const { services } = compose;
const each = Object.entries(services);
/** With the defaults of its variables, as where none is set. */
const resolved = (value: string): string => value.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1');
const portOf = (name: string): string => services[name]!.ports[0]!.split(':').at(-1)!;

test('it is a Compose file', () => {
  const schema = JSON.parse(readFileSync('tests/golden/compose/compose-spec.json', 'utf8'));
  expect(accepts(schema, compose)).toBe(true);
  expect(accepts(schema, { services: { api: { ...services.api, port: 1 } } })).toBe(false);
});

test('the services are those of the issue and of the launcher, which finds each under its own name', () => {
  const launched = SERVICE_NAMES.filter((name) => name !== 'chromium');
  expect(Object.keys(services).sort()).toEqual([...launched, 'api', 'grafana'].sort());
  for (const name of launched) expect(portOf(name)).toBe(String(SERVICES[name].usualPort));
});

test('every image is pinned to a full version, ours to that of the project', () => {
  for (const [, { image }] of each) {
    // PostgreSQL's versions have two numbers.
    expect(image).toMatch(/^postgres:\d+\.\d+$|:v?\d+\.\d+\.\d+$/);
  }
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(services.api!.image).toBe(`driftgate:${version}`);
});

test('every port is bound to 127.0.0.1 and can be changed', () => {
  for (const [name, { ports }] of each) {
    expect(ports).toEqual([
      expect.stringMatching(
        new RegExp(`^127\\.0\\.0\\.1:\\$\\{DRIFTGATE_${name.toUpperCase()}_PORT:-(\\d+)\\}:\\1$`),
      ),
    ]);
  }
});

test('every service has a health check', () => {
  const own = each.filter(([name]) => name !== 'api');
  for (const [name, { healthcheck }] of own)
    expect({ name, test: healthcheck.test?.length }).toEqual({ name, test: expect.any(Number) });
  expect(readFileSync('Dockerfile', 'utf8')).toMatch(/^HEALTHCHECK /m);
  // A wrong port would never become healthy.
  for (const [name, { healthcheck }] of own) {
    const port = /localhost:(\d+)/.exec(healthcheck.test!.join(' '))?.[1];
    if (port !== undefined) expect({ name, port }).toEqual({ name, port: portOf(name) });
  }
});

test('everything that is mounted exists: files of the project, read-only, and volumes', () => {
  const mounts = each.flatMap(([, { volumes = [] }]) => volumes.map((volume) => resolved(volume).split(':')));
  const [files, named] = [
    mounts.filter(([from]) => /^\./.test(from!)),
    mounts.filter(([from]) => !/^\./.test(from!)),
  ];
  expect(files.length).toBeGreaterThan(7);
  for (const [from, , mode] of files)
    expect({ from, exists: existsSync(join('infra', from!)), mode }).toEqual({
      from,
      exists: true,
      mode: 'ro',
    });
  expect(named.map(([name]) => name).sort()).toEqual(Object.keys(compose.volumes).sort());
  for (const [from] of files.filter(([from]) => from!.endsWith('.sh')))
    expect(statSync(join('infra', from!)).mode & 0o111).toBe(0o111);
});

test('every host that a configuration names is a service, at its port', () => {
  const places = [
    text.replaceAll(/^ *ports: .*|127\.0\.0\.1:\$\{\w+:-\d+\}/gm, ''),
    readFileSync('prometheus.yml', 'utf8').replaceAll(/^ *#.*/gm, ''),
  ].map(resolved);
  const named = places.flatMap((place) =>
    [...place.matchAll(/(?:http:\/\/|targets: \[")([a-z]+):(\d+)/g)].map(([, host, port]) => ({
      host: host!,
      port,
    })),
  );
  const others = named.filter(({ host }) => host !== 'localhost');
  expect(others.map(({ host }) => host)).toEqual(
    expect.arrayContaining(['localstack', 'pushgateway', 'prometheus', 'alertmanager']),
  );
  for (const { host, port } of others) expect({ host, port }).toEqual({ host, port: portOf(host) });
});

test('the variables of the data sources of Grafana are set', () => {
  for (const file of ['prometheus', 'alertmanager']) {
    const [{ datasources }] = parseYaml(readFileSync(`grafana/provisioning/datasources/${file}.yml`, 'utf8'));
    expect(services.grafana!.environment).toHaveProperty(datasources[0].url.replace('$', ''));
  }
});

test('the API reads its configuration, which is over the bucket that LocalStack makes', () => {
  const variables = Object.entries(services.api!.environment!);
  const config = readConfig(Object.fromEntries(variables.map(([name, value]) => [name, resolved(value)])));
  expect(config.store).toMatchObject({ kind: 's3', endpoint: 'http://localstack:4566' });
  const { bucket } = config.store as { bucket: string };
  expect(readFileSync('infra/localstack/make-bucket.sh', 'utf8')).toContain(` s3://${bucket}\n`);
  const [prometheus] = parseYaml(readFileSync('prometheus.yml', 'utf8'));
  const job = prometheus.scrape_configs.find(
    ({ job_name }: { job_name: string }) => job_name === 'pushgateway',
  );
  expect(`${config.scrapeIntervalMs / 1000}s`).toBe(job.scrape_interval);
});

test('Prometheus keeps what the dashboards show', () => {
  const daysOf = (text: string | undefined) => Number(/^(?:.*=|now-)?(\d+)d$/.exec(text ?? '')?.[1] ?? 0);
  const shown = readDashboards().map(({ dashboard }) => daysOf(dashboard.time!.from));
  expect(Math.max(...shown)).toBe(30);
  const [{ server }] = parseYaml(readFileSync('infra/kubernetes/values-prometheus.yaml', 'utf8'));
  const flag = services.prometheus!.command!.find((one) => one.startsWith('--storage.tsdb.retention.time='));
  for (const kept of [flag, server.retention])
    expect(daysOf(kept)).toBeGreaterThanOrEqual(Math.max(...shown));
});

test('the container image and Compose run the same Pushgateway', () => {
  const [, version] = services.pushgateway!.image.split(':');
  expect(readFileSync('pushgateway/Dockerfile', 'utf8')).toContain(`FROM prom/pushgateway:${version}\n`);
});
