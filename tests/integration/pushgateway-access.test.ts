import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { promisify } from 'node:util';
import { programArguments } from '../../infra/local/arguments.ts';
import { scraping } from '../../infra/local/increases.ts';
import { type Program, startProgram } from '../../infra/local/program.ts';
import { type Certificate, makeCertificate } from '../support/certificate.ts';
import { uncommented } from '../support/commented.ts';
import { APPLICATION, post } from '../support/handler-event.ts';
import { temporaryDirectory } from '../support/handler-runtime.ts';
import { commandOf } from '../support/own-command.ts';
import { PrometheusClient } from '../support/prometheus-client.ts';
import { startPrometheus } from '../support/prometheus-program.ts';

const root = process.cwd();
const PASSWORD = 'a password of the tests';
/** htpasswd -nbBC 10 driftgate 'a password of the tests' */
const HASH = '$2y$10$enrzqgepVXNTh/rXaM8bleTbJuZ9kgAqhd2v891EIi9Fg8iCZYLSW';

let directory: string;
let certificate: Certificate;
let gateway: Program;
let url: string;

beforeAll(async () => {
  directory = await temporaryDirectory();
  certificate = await makeCertificate(directory);
  const web = readFileSync('pushgateway/web.yml', 'utf8');
  expect(web).toContain('the bcrypt hash of the password');
  const file = join(directory, 'web.yml');
  writeFileSync(file, web.replace('the bcrypt hash of the password', HASH));
  gateway = await startProgram({
    name: 'pushgateway',
    command: await commandOf('pushgateway'),
    directory,
    port: 0,
    args: (port) => [
      ...programArguments('pushgateway', { root, port, data: directory }),
      `--web.config.file=${file}`,
    ],
    health: async (port) => (await status(port)) === 401,
  });
  url = `https://127.0.0.1:${gateway.port}`;
});
afterAll(() => gateway?.stop());

/** What the gateway answers to somebody who trusts it and says no name. */
const status = (port: number) =>
  new Promise<number | undefined>((resolve) => {
    const ca = readFileSync(certificate.authority);
    request({ host: '127.0.0.1', port, path: '/-/ready', ca }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', () => resolve(undefined))
      .end();
  });

const credentials = (password = PASSWORD) => ({
  DRIFTGATE_PUSHGATEWAY_USERNAME: 'driftgate',
  DRIFTGATE_PUSHGATEWAY_PASSWORD: password,
});
const trusting = () => ({ NODE_EXTRA_CA_CERTS: certificate.authority });

/** A process of its own with these variables: Node reads NODE_EXTRA_CA_CERTS when it starts. */
async function inProcess(script: string, variables: Record<string, string>, address = url): Promise<string> {
  const env = {
    ...process.env,
    DRIFTGATE_STORE: `file:${join(directory, 'store')}`,
    DRIFTGATE_PUSHGATEWAY_URL: address,
    ...variables,
  };
  const args = ['--input-type=module', '-e', script];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, env });
  return stdout.trim();
}

/** A push by the settings in the environment, as the functions do it; `pushed`, or why not. */
const push = (variables: Record<string, string>, address?: string, timeoutMs = 5_000) =>
  inProcess(
    `import { readConfig } from './lib/config.ts';
     import { Pushgateway } from './lib/metrics/pushgateway.ts';
     const gateway = new Pushgateway({ ...readConfig().pushgateway, timeoutMs: ${timeoutMs} });
     const pushed = gateway.put({ job: 'access' }, 'access 1\\n');
     console.log(await pushed.then(() => 'pushed', ({ name, message, sent }) => name + ': ' + message + ' ' + sent));`,
    variables,
    address,
  );

test('a push without credentials is refused, and says what is missing', async () => {
  expect(await push(trusting())).toBe(
    `PushRefusedError: PUT ${url}/metrics/job/access: expected 2xx, got 401: Unauthorized (it wants a user name ` +
      'and a password: DRIFTGATE_PUSHGATEWAY_USERNAME and _PASSWORD are not set) undefined',
  );
});

test('a push with a wrong password is refused', async () => {
  expect(await push({ ...trusting(), ...credentials('wrong') })).toContain(
    'got 401: Unauthorized (it does not take those of DRIFTGATE_PUSHGATEWAY_USERNAME and _PASSWORD)',
  );
});

test('a push with both passes, where the authority is trusted', async () => {
  expect(await push({ ...trusting(), ...credentials() })).toBe('pushed');
});

test('where it is not, nothing is sent', async () => {
  expect(await push(credentials())).toMatch(
    /^PushFailedError: PUT \S+: unable to verify the first certificate\b.* false$/,
  );
});

test('plain HTTP is refused by a gateway with TLS', async () => {
  expect(await push(credentials(), url.replace('https', 'http'))).toContain('got 400');
});

test('a gateway with TLS that never answers costs the deadline alone', async () => {
  const server = createServer(
    { key: readFileSync(certificate.key), cert: readFileSync(certificate.certificate) },
    (socket) => socket.on('error', () => undefined).resume(),
  );
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    // Long enough for the handshake of a process that has just started, wherever it runs.
    expect(await push({ ...trusting(), ...credentials() }, address, 2_000)).toBe(
      `PushFailedError: PUT ${address}/metrics/job/access: no answer within 2000 ms true`,
    );
  } finally {
    server.close();
  }
});

test('a function pushes with its credentials, and Prometheus scrapes with those of prometheus.yml', async () => {
  const answered = await inProcess(
    `import { handler } from './functions/predict.ts';
     import { readConfig } from './lib/config.ts';
     import { Pushgateway } from './lib/metrics/pushgateway.ts';
     const gateway = new Pushgateway({ ...readConfig().pushgateway, timeoutMs: 10_000 });
     for (let left = 300; left > 0; left--) {
       const { statusCode } = await handler(${JSON.stringify(post(APPLICATION))});
       console.log(statusCode);
       // On a busy machine the first push is given up, which the next ones make up for.
       if ((await gateway.metrics()).includes('model_info')) break;
       await new Promise((resolve) => setTimeout(resolve, 100));
     }`,
    { ...trusting(), ...credentials(), DRIFTGATE_DEFAULT_MODEL: 'loan-approval' },
  );
  const statuses = answered.split('\n').filter((line) => /^\d+$/.test(line));
  expect(new Set(statuses)).toEqual(new Set(['200']));

  const password = join(directory, 'password');
  writeFileSync(password, PASSWORD);
  const replacements: [from: string, to: string][] = [
    ['pushgateway:9091', `127.0.0.1:${gateway.port}`],
    ['/etc/prometheus/pushgateway-ca.pem', certificate.authority],
    ['/etc/prometheus/pushgateway-password', password],
    ['alertmanager:9093', '127.0.0.1:9'],
    ['infra/prometheus/*.yml', join(root, 'infra/prometheus/*.yml')],
    ['scrape_interval: 5s', 'scrape_interval: 1s'],
  ];
  // Without the copy to Amazon.
  const [scrapes] = uncommented(readFileSync('prometheus.yml', 'utf8')).split(/^remote_write:/m);
  const prometheus = await startPrometheus(
    directory,
    replacements.reduce((text, [from, to]) => text.replaceAll(from, to), scrapes!),
  );
  try {
    await scraping(prometheus.url);
    expect(await new PrometheusClient(prometheus.url).now('model_info')).toContainEqual(
      expect.objectContaining({ job: 'predict', model: 'loan-approval' }),
    );
  } finally {
    await prometheus.stop();
  }
});
