import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { type Api, startApi } from '../../infra/bundle/offline.ts';

const root = resolve(__dirname, '../..');
const directory = mkdtempSync(join(tmpdir(), 'driftgate-offline-'));
const store = join(directory, 'store');
const LIMIT = 5 * 1024 * 1024;

interface Row {
  features: Record<string, unknown>;
  actual: number;
}

const rows: Row[] = readFileSync(join(root, 'models/loan-approval/holdout.ndjson'), 'utf8')
  .split('\n')
  .slice(0, 1000)
  .map((line) => JSON.parse(line));
const ids: string[] = [];
let api: Api;

beforeAll(async () => {
  const env = { DRIFTGATE_STORE: `file:${store}`, DRIFTGATE_PUSHGATEWAY_URL: '' };
  api = await startApi({ root, directory, env });
});

afterAll(async () => {
  await api?.stop();
  rmSync(directory, { recursive: true, force: true });
});

async function call(method: string, path: string, body?: string | Uint8Array, type = 'application/json') {
  const response = await fetch(`${api.url}${path}`, {
    method,
    ...(body !== undefined && { body, headers: { 'content-type': type } }),
  });
  const text = await response.text();
  const contentType = response.headers.get('content-type');
  return { status: response.status, contentType, body: text === '' ? undefined : JSON.parse(text) };
}

const problem = (status: number, reason: string) => ({
  status,
  contentType: 'application/problem+json; charset=utf-8',
  body: expect.objectContaining({ status, type: `urn:driftgate:problem:${reason}` }),
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(store, join(entry.parentPath, entry.name)));
}

test('health and models answer', async () => {
  expect(await call('GET', '/health')).toMatchObject({ status: 200, body: { status: 'ok' } });
  const { body } = await call('GET', '/models');
  expect(body.models).toContainEqual(expect.objectContaining({ name: 'loan-approval', default: true }));
  expect(await call('GET', '/models/loan-approval')).toMatchObject({ status: 200, body: { features: {} } });
});

test.each(['/predict', '/models/loan-approval/predict'])('POST %s answers a prediction', async (path) => {
  const { status, body } = await call('POST', path, JSON.stringify(rows[0]!.features));
  expect(status).toBe(200);
  expect(body).toMatchObject({ model: 'loan-approval', label: expect.any(Number) });
  ids.push(body.prediction_id);
});

test('a body that arrives in base64 is the same body', async () => {
  const bytes = new TextEncoder().encode(JSON.stringify(rows[0]!.features));
  const { status, body } = await call('POST', '/predict', bytes, 'application/octet-stream');
  expect(status).toBe(200);
  ids.push(body.prediction_id);
});

test('a batch of 1,000 rows and of 5 MB is answered, a larger one refused', async () => {
  const text = JSON.stringify({ instances: rows.map(({ features }) => features) });
  const { status, body } = await call('POST', '/predict', text.padEnd(LIMIT));
  expect(status).toBe(200);
  expect(body.predictions).toHaveLength(1000);
  for (const { prediction_id } of body.predictions) ids.push(prediction_id);
  expect(await call('POST', '/predict', text.padEnd(LIMIT + 1))).toEqual(problem(413, 'too-large'));
});

test('the Open Inference Protocol is spoken by both functions, with and without a version', async () => {
  expect(await call('GET', '/v2')).toMatchObject({ status: 200, body: { name: 'driftgate' } });
  expect(await call('GET', '/v2/health/ready')).toMatchObject({ status: 200, body: { ready: true } });
  const { body: model } = await call('GET', '/v2/models/loan-approval');
  const base = `/v2/models/loan-approval/versions/${model.versions[0]}`;
  expect(await call('GET', `${base}/ready`)).toMatchObject({ status: 200, body: { ready: true } });
  const inputs = model.inputs.map(({ name, datatype }: { name: string; datatype: string }) => {
    const data = rows.slice(0, 2).map(({ features }) => features[name]);
    return { name, datatype, shape: [2, 1], data };
  });
  for (const path of ['/v2/models/loan-approval', base]) {
    const { status, body } = await call('POST', `${path}/infer`, JSON.stringify({ id: 'x', inputs }));
    expect({ status, body }).toMatchObject({ status: 200, body: { id: 'x', model_name: 'loan-approval' } });
    ids.push(...body.parameters.prediction_id.split(','));
  }
  for (const [method, path, status] of [
    ['POST', `${base}/infer`, 400],
    ['POST', '/v2/models/nobody/infer', 404],
    ['POST', '/v2/models/loan-approval/versions/0/infer', 404],
    ['GET', `${base}/infer`, 405],
    ['GET', '/v2/models/nobody', 404],
    ['GET', '/v2/nothing', 404],
  ] as const) {
    expect(await call(method, path, method === 'POST' ? '{}' : undefined)).toMatchObject({
      status,
      contentType: 'application/json; charset=utf-8',
      body: { error: expect.any(String) },
    });
  }
});

test('the API describes itself', async () => {
  const { status, body } = await call('GET', '/openapi.json');
  expect(status).toBe(200);
  expect(Object.keys(body.paths)).toContain('/models/loan-approval/predict');
});

test('requests at the same time are answered by environments of their own', async () => {
  // The first has a thousand rows to answer, and is not done when the next ones come, or is on the next attempt.
  const bodies = [1000, 1, 1, 1].map((n) =>
    JSON.stringify({ instances: rows.slice(0, n).map(({ features }) => features) }),
  );
  const environments = () => readdirSync(join(store, 'slots/predict')).length;
  const until = Date.now() + 20_000;
  do {
    const answers = await Promise.all(bodies.map((body) => call('POST', '/predict', body)));
    for (const { status, body } of answers) {
      expect(status).toBe(200);
      for (const { prediction_id } of body.predictions) ids.push(prediction_id);
    }
  } while (environments() < 2 && Date.now() < until);
  expect(environments()).toBeGreaterThan(1);
});

test('the web page and what it needs are sent, compressed', async () => {
  const page = await fetch(`${api.url}/`, { headers: { 'accept-encoding': 'br' } });
  expect(page.status).toBe(200);
  expect(page.headers.get('content-encoding')).toBe('br');
  const html = await page.text();
  for (const [, address] of html.matchAll(/(?:src|href)="\.(\/assets\/.*?)"/g)) {
    const asset = await fetch(`${api.url}${address}`);
    expect({ address, status: asset.status }).toEqual({ address, status: 200 });
    expect(asset.headers.get('cache-control')).toContain('immutable');
    expect((await asset.text()).length).toBeGreaterThan(100);
  }
});

test('feedback is joined to its prediction', async () => {
  const request = { prediction_id: ids[0], actual_outcome: rows[0]!.actual };
  const { status, body } = await call('POST', '/feedback', JSON.stringify(request));
  expect({ status, body }).toMatchObject({ status: 200, body: { prediction_id: ids[0] } });
});

test.each([
  ['GET', '/nothing/here', problem(404, 'not-found')],
  ['GET', '/assets/nothing.js', problem(404, 'not-found')],
  ['GET', '/models/nobody', problem(404, 'unknown-model')],
  ['DELETE', '/models', problem(405, 'method-not-allowed')],
  ['GET', '/predict', problem(405, 'method-not-allowed')],
])('%s %s is a problem', async (method, path, expected) => {
  expect(await call(method, path)).toEqual(expected);
});

test.each([
  ['/predict', '{"', problem(400, 'invalid-json')],
  ['/predict', '{}', problem(400, 'no-model-matches')],
  ['/models/nobody/predict', '{}', problem(404, 'unknown-model')],
  ['/feedback', '{"prediction_id": 7, "actual_outcome": 1}', expect.objectContaining({ status: 400 })],
])('POST %s with %s is a problem', async (path, body, expected) => {
  expect(await call('POST', path, body)).toEqual(expected);
});

test('every prediction answered is in the log, once', () => {
  const logged = filesBelow(join(store, 'log/predict'))
    .flatMap((path) => readFileSync(join(store, path), 'utf8').trimEnd().split('\n'))
    .map((line) => JSON.parse(line))
    .filter((record) => record.type === 'prediction')
    .map((record) => record.id);
  expect(logged.sort()).toEqual([...ids].sort());
});

test('the roles of the API allow every write it made', () => {
  const roles = readFileSync(join(root, 'infra/aws/roles.yml'), 'utf8');
  const prefixes = ['PredictRole', 'FeedbackRole'].flatMap((role) => {
    const section = roles.slice(roles.indexOf(`  ${role}:`)).split('\n\n')[0]!;
    return [...section.matchAll(/\$\{Data\.Arn\}\/(.+?)\*"/g)].map(([, prefix]) => prefix!);
  });
  const keys = filesBelow(store).filter((path) => !path.startsWith('.'));
  const written = new Set(keys.map((key) => key.split('/').slice(0, 2).join('/')));
  expect([...written]).toEqual(
    expect.arrayContaining(['log/predict', 'slots/predict', 'log/feedback', 'slots/feedback']),
  );
  expect(keys.filter((key) => !prefixes.some((prefix) => key.startsWith(prefix)))).toEqual([]);
});
