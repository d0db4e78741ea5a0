import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { assembleArtefact } from '../../infra/bundle/artefact.ts';
import { readTable } from '../../infra/bundle/table.ts';
import { MAX_BODY_BYTES } from '../../infra/server/body.ts';
import type { PredictionRecord } from '../../lib/log/record.ts';
import { labelsOf, sumTotals } from '../../lib/log/totals.ts';
import { PREDICT_METRICS } from '../../lib/metrics/catalogue-log.ts';
import { FileStore } from '../../lib/store/file.ts';
import { APPLICATION } from '../support/handler-event.ts';
import { scrape, startGateway, sumOf } from '../support/handler-gateway.ts';
import { auditedLog, temporaryDirectory } from '../support/handler-runtime.ts';
import { S3Server } from '../support/handler-s3-server.ts';
import { awayFromMidnight } from '../support/midnight.ts';
import { ServerProcess } from '../support/server-process.ts';

const root = resolve(__dirname, '../..');
const SCRAPE_SECONDS = '0.2';
let artefact: string;
let gateway: Awaited<ReturnType<typeof startGateway>>;
const running: ServerProcess[] = [];
/** A client that never finishes its header; ten seconds pass while the others are tested. */
let slow: { server: ServerProcess; answer: Promise<string> };

beforeAll(async () => {
  await awayFromMidnight();
  artefact = await temporaryDirectory();
  const architecture = process.arch === 'arm64' ? 'arm64' : 'x64';
  await assembleArtefact({ root, name: 'server', architecture, directory: artefact });
  gateway = await startGateway();
  slow = await startSlowClient();
});

afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
});

afterAll(async () => {
  agent.destroy();
  await slow?.server.stop();
  await gateway?.end();
});

/** A server of the artefact, until the end of the test. */
function start(store: string, env: Record<string, string> = {}, ...args: string[]): ServerProcess {
  const server = open(store, env, ...args);
  running.push(server);
  return server;
}

function open(store: string, env: Record<string, string> = {}, ...args: string[]): ServerProcess {
  return new ServerProcess(
    artefact,
    {
      DRIFTGATE_STORE: `file:${store}`,
      DRIFTGATE_PUSHGATEWAY_URL: gateway.url,
      DRIFTGATE_DEFAULT_MODEL: 'loan-approval',
      DRIFTGATE_HASH_KEY: 'a key of the tests',
      DRIFTGATE_SCRAPE_INTERVAL_SECONDS: SCRAPE_SECONDS,
      DRIFTGATE_PORT: '0',
      ...env,
    },
    ...args,
  );
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

interface Answer {
  status: number;
  headers: Record<string, unknown>;
  text: string;
  reused: boolean;
}

/** One request over a connection that may have been used before. @throws when there is no answer */
function call(url: string, method: string, path: string, body?: string | Uint8Array): Promise<Answer> {
  return new Promise((done, failed) => {
    const outgoing = httpRequest(`${url}${path}`, { method, agent }, async (response) => {
      let text = '';
      try {
        for await (const chunk of response.setEncoding('utf8')) text += chunk;
        const { statusCode, headers } = response;
        done({ status: statusCode!, headers, text, reused: outgoing.reusedSocket });
      } catch (error) {
        failed(error);
      }
    });
    outgoing.on('error', failed).end(body);
  });
}

const row = (i: number) => JSON.stringify({ ...APPLICATION, credit_score: 300 + (i % 551) });

const recordsOf = async (store: string) => (await auditedLog(new FileStore(store), 'predict')).records;

/** Every counter of the predictions in the log, added up over the slots, with what the gateway shows of it. */
async function countersOf(
  store: string,
): Promise<{ series: string; log: number; gateway: number | undefined }[]> {
  const { folded } = await auditedLog(new FileStore(store), 'predict');
  const { counters } = sumTotals([...folded.values()]);
  const samples = await scrape(gateway.url);
  return Object.entries(counters).flatMap(([metric, byKey]) =>
    Object.entries(byKey).map(([key, log]) => {
      const names = Object.values(PREDICT_METRICS).find(({ name }) => name === metric)!.labelNames;
      const labels = Object.fromEntries(labelsOf(key).map((value, i) => [names[i]!, value]));
      return {
        series: `${metric} ${key}`,
        log,
        gateway: sumOf(samples, metric, { job: 'predict', ...labels }),
      };
    }),
  );
}

describe('a server', () => {
  let server: ServerProcess;
  let store: string;
  let url: string;

  beforeAll(async () => {
    store = await temporaryDirectory();
    server = open(store);
    url = await server.url();
  });

  afterAll(() => server.stop());

  test('answers every route of serverless.yml, and what has none', async () => {
    const { routes } = await readTable(root);
    expect(routes.length).toBeGreaterThan(15);
    for (const { method, path } of routes) {
      const asked = path.replace('{model}', 'loan-approval').replace('{version}', '1.0.0');
      const { status, text } = await call(url, method, asked, method === 'POST' ? '{}' : undefined);
      // What has no route is told which routes there are.
      expect({ asked, unknown: status === 405 || text.includes('"routes":[') }).toEqual({
        asked,
        unknown: false,
      });
    }
    expect(await call(url, 'GET', '/nothing')).toMatchObject({ status: 404 });
    expect(await call(url, 'DELETE', '/predict')).toMatchObject({ status: 405, headers: { allow: 'POST' } });
    expect(await call(url, 'GET', '/models/%E0%A4%A')).toMatchObject({ status: 404 });
  });

  test('is alive and ready', async () => {
    expect(await call(url, 'GET', '/v2/health/live')).toMatchObject({ status: 200, text: '{"live":true}' });
    expect(await call(url, 'GET', '/health')).toMatchObject({
      status: 200,
      text: '{"status":"ok","models":5}',
    });
  });

  test('gives what came to the function: query, body, key', async () => {
    const { text } = await call(url, 'GET', '/validate?model=loan-approval&limit=x');
    expect(JSON.parse(text)).toMatchObject({ status: 400, detail: expect.stringContaining('limit') });
    const binary = await call(url, 'POST', '/predict', Uint8Array.of(0x7b, 0xff, 0x7d));
    expect(binary).toMatchObject({ status: 400, text: expect.stringContaining('invalid-json') });
    const send = () =>
      fetch(`${url}/predict`, { method: 'POST', headers: { 'Idempotency-Key': 'one' }, body: row(1) });
    const [first, second] = [await send(), await send()];
    expect(await second.text()).toBe(await first.text());
    expect(first.headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  test('keeps connections', async () => {
    await call(url, 'GET', '/models');
    expect(await call(url, 'GET', '/models')).toMatchObject({ status: 200, reused: true });
  });

  test('refuses a body above the limit, and counts one above that of the function', async () => {
    const before = (await recordsOf(store)).length;
    const over = await call(url, 'POST', '/predict', Buffer.alloc(MAX_BODY_BYTES + 1, ' '));
    expect(over).toMatchObject({
      status: 413,
      text: expect.stringContaining(`at most ${MAX_BODY_BYTES} bytes`),
    });
    expect(await recordsOf(store)).toHaveLength(before);
    const counted = await call(url, 'POST', '/predict', Buffer.alloc(MAX_BODY_BYTES, ' '));
    expect(counted).toMatchObject({ status: 413 });
    expect(await recordsOf(store)).toHaveLength(before + 1);
  });

  test('runs what has a rate at once', async () => {
    const { slots } = (await server.logged('keeper finished')) as unknown as {
      slots: Record<string, unknown>;
    };
    expect(Object.keys(slots)).toEqual(expect.arrayContaining(['predict', 'feedback', 'outcomes']));
  });
});

describe('a server that is told to end', () => {
  // The servers before had the same slots.
  beforeEach(() => gateway.restart());

  test('under load answers what came in, loses and doubles nothing, and Prometheus can see all of it', async () => {
    const store = await temporaryDirectory();
    const server = start(store);
    const url = await server.url();
    const late = await halfARequest(url);
    const answered: string[] = [];
    let refused = 0;
    const client = async (from: number): Promise<void> => {
      for (let i = from; ; i += 40) {
        try {
          const { status, text } = await call(url, 'POST', '/predict', row(i));
          if (status !== 200) throw new Error(`expected 200 or no connection, got ${status}: ${text}`);
          answered.push((JSON.parse(text) as { prediction_id: string }).prediction_id);
        } catch (error) {
          // Refused, or closed while it was idle: nobody read this request.
          if (!['ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes((error as NodeJS.ErrnoException).code ?? ''))
            throw error;
          refused++;
          return;
        }
      }
    };
    const clients = Promise.all(Array.from({ length: 40 }, (_, i) => client(i)));
    await sleep(2_500);
    // On a busy machine it takes longer until the zeros are seen, after which values are shown.
    const isShown = async () => (sumOf(await scrape(gateway.url), 'model_requests_total') ?? 0) > 0;
    while (answered.length <= 100 || !(await isShown())) await sleep(50);
    server.child.kill('SIGTERM');
    await server.logged('ending: requests that came in are answered');
    await clients;
    expect(refused).toBe(40);
    const last = await late.finish(row(0));
    expect(last).toMatch(/^HTTP\/1\.1 200 (?:.|\r\n)*\r\nconnection: close\r\n/i);
    answered.push(/"prediction_id":"([^"]+)"/.exec(last)![1]!);
    expect(await server.ended()).toBe(0);
    expect(server.lines.at(-1)).toMatchObject({ message: 'ended' });

    const records = (await recordsOf(store)) as PredictionRecord[];
    expect(records.map(({ id }) => id).sort()).toEqual(answered.sort());
    const counters = await countersOf(store);
    expect(counters.find(({ series }) => series.startsWith('model_requests_total'))!.log).toBe(
      answered.length,
    );
    expect(counters.filter(({ log, gateway }) => log !== gateway)).toEqual([]);
  });

  test('publishes what the gateway does not show', async () => {
    const store = await temporaryDirectory();
    const server = start(store);
    const url = await server.url();
    await call(url, 'POST', '/predict', row(1));
    await sleep(1_500); // the zeros are seen
    await call(url, 'POST', '/predict', row(2));
    await gateway.restart();
    expect(sumOf(await scrape(gateway.url), 'model_requests_total')).toBeUndefined();
    expect(await server.stop()).toBe(0);
    expect((await countersOf(store)).filter(({ log, gateway }) => log !== gateway)).toEqual([]);
  });
});

test('several requests at once through one process are exact', async () => {
  const store = await temporaryDirectory();
  const server = start(store, { DRIFTGATE_SCHEDULES: 'off' });
  const url = await server.url();
  const bodies = Array.from({ length: 300 }, (_, i) => (i % 10 === 3 ? '{"age":-1}' : row(i)));
  const answers = await Promise.all(
    bodies.map((body) => call(url, 'POST', '/models/loan-approval/predict', body)),
  );
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(270);
  expect(answers.filter(({ status }) => status === 400)).toHaveLength(30);
  const ids = answers.flatMap(({ text }) => /"prediction_id":"([^"]+)"/.exec(text)?.[1] ?? []);
  const records = await recordsOf(store);
  expect(records).toHaveLength(300);
  expect(new Set(records.flatMap((record) => (record.type === 'prediction' ? [record.id] : [])))).toEqual(
    new Set(ids),
  );
  expect(server.lines.filter(({ message }) => message === 'keeper finished')).toEqual([]);
  expect(await server.stop()).toBe(0);
});

test('over an S3 that is not there yet, it is alive and not ready, and then it is', async () => {
  const s3 = new S3Server();
  s3.failure = { status: 503, code: 'SlowDown' };
  // By its name, as in Compose: the bucket is in the path.
  const endpoint = (await s3.start()).replace('127.0.0.1', 'localhost');
  const credentials = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: 'us-east-1' };
  const variables = {
    DRIFTGATE_STORE: 's3://bucket',
    DRIFTGATE_S3_ENDPOINT: endpoint,
    DRIFTGATE_SCHEDULES: 'off',
  };
  try {
    const url = await start('', { ...variables, ...credentials }).url();
    expect(await call(url, 'GET', '/v2/health/live')).toMatchObject({ status: 200 });
    expect(await call(url, 'GET', '/v2/health/ready')).toMatchObject({ status: 503 });
    expect(await call(url, 'POST', '/predict', row(1))).toMatchObject({ status: 503 });
    s3.failure = undefined;
    expect(await call(url, 'GET', '/v2/health/ready')).toMatchObject({ status: 200 });
    expect(await call(url, 'POST', '/predict', row(1))).toMatchObject({ status: 200 });
  } finally {
    await s3.stop();
  }
});

describe('--run', () => {
  test('runs a scheduled function once and ends', async () => {
    const store = await temporaryDirectory();
    const serving = start(store, { DRIFTGATE_SCHEDULES: 'off' });
    await call(await serving.url(), 'POST', '/predict', row(1));
    await serving.stop();
    const date = new Date().toISOString().slice(0, 10);
    const nightly = start(store, {}, '--run', 'nightly', '--event', JSON.stringify({ date }));
    expect(await nightly.ended()).toBe(0);
    expect(nightly.lines.at(-1)).toMatchObject({ message: 'the run is over', function: 'nightly' });
    expect(readFileSync(join(store, `reports/model=loan-approval/dt=${date}/report.html`), 'utf8')).toContain(
      '<html',
    );
  });

  test.each([
    [['--run', 'predict'], 2, 'expected one of nightly, keeper, outcomes, got predict'],
    [['--run', 'nightly', '--event', '{"date":"x"}'], 1, 'the run failed'],
  ])('%j ends with %d', async (args, code, message) => {
    const server = start(await temporaryDirectory(), {}, ...args);
    expect(await server.ended()).toBe(code);
    expect(server.lines.at(-1)!.message).toContain(message);
  });
});

test('whoever does not finish asking is answered 408', async () => {
  expect(await slow.answer).toMatch(/^HTTP\/1\.1 408 /);
});

test('a wrong configuration is told at once', async () => {
  const server = start(await temporaryDirectory(), { DRIFTGATE_PORT: 'x' });
  expect(await server.ended()).toBe(1);
  expect(server.lines.at(-1)).toMatchObject({
    message: 'the server could not start',
    error: expect.stringContaining('DRIFTGATE_PORT: expected 0 to 65535, got "x"'),
  });
});

/** A prediction that is under way: its body is still to come. */
async function halfARequest(url: string) {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk) => (text += chunk));
  await once(socket, 'connect');
  const length = Buffer.byteLength(row(0));
  socket.write(`POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n`);
  return {
    /** The answer, once the body is there and the server has closed the connection. */
    async finish(body: string): Promise<string> {
      socket.write(body);
      await once(socket, 'end');
      return text;
    },
  };
}

async function startSlowClient(): Promise<typeof slow> {
  const none = { DRIFTGATE_PUSHGATEWAY_URL: '', DRIFTGATE_SCHEDULES: 'off' };
  const server = open(await temporaryDirectory(), none);
  const { port } = new URL(await server.url());
  const socket = connect(Number(port), '127.0.0.1', () => socket.write('GET /health HTTP/1.1\r\n'));
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk) => (text += chunk));
  return { server, answer: once(socket, 'close').then(() => text) };
}
