import { createHash } from 'node:crypto';
import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeHeader } from '../../lib/log/segment.ts';
import { FileStore } from '../../lib/store/file.ts';
import {
  APPLICATION,
  expectProblem,
  type HttpEvent,
  type HttpHandler,
  post,
  send,
} from '../support/handler-event.ts';
import { FaultyStore } from '../support/handler-faulty-store.ts';
import {
  auditedLog,
  openFeedbackHandler,
  openPredictHandler,
  type TestRuntime,
  testRuntime,
} from '../support/handler-runtime.ts';

const MODEL = 'loan-approval';
let runtime: TestRuntime;
let handler: HttpHandler;
let key: string;
let keys = 0;

beforeAll(async () => {
  runtime = await testRuntime();
  handler = await openPredictHandler(runtime);
});
beforeEach(() => {
  key = `key-${++keys}`;
});

const predictions = async (functionName: 'predict' | 'feedback' = 'predict') =>
  (await auditedLog(runtime.store, functionName)).records.filter((record) => 'id' in record);

async function age(ms: number, functionName = 'predict'): Promise<void> {
  const name = createHash('sha256').update(key).digest('hex');
  const time = (Date.now() - ms) / 1000;
  await utimes(join(runtime.directory, `idempotency/${functionName}/${name}.json`), time, time);
}

/** An environment of its own on the same store. */
const another = async (store = runtime.store): Promise<HttpHandler> =>
  openPredictHandler(await testRuntime({ directory: runtime.directory, store }));

test.each<[string, () => HttpEvent]>([
  ['one row', () => post(APPLICATION, { key })],
  ['one row for a model by name', () => post(APPLICATION, { key, model: MODEL })],
  ['a batch', () => post({ instances: [APPLICATION, { ...APPLICATION, age: 36 }] }, { key })],
  ['a batch of one', () => post({ instances: [APPLICATION] }, { key })],
])('%s: a retry gets the first answer, byte for byte, and adds no record', async (_, event) => {
  const first = await send(handler, event());
  expect(first.status).toBe(200);
  const before = await predictions();
  expect(await send(handler, event())).toEqual(first);
  expect(await send(await another(), event())).toEqual(first);
  expect(await predictions()).toEqual(before);
});

test('a feedback retry gets the first answer, and adds no outcome', async () => {
  const feedback = await openFeedbackHandler(runtime);
  const { body } = await send(handler, post(APPLICATION));
  const event = post({ prediction_id: body.prediction_id, actual_outcome: 1 }, { key });
  const first = await send(feedback, event);
  expect(first.status).toBe(200);
  const before = await predictions('feedback');
  expect(await send(feedback, event)).toEqual(first);
  expect(await predictions('feedback')).toEqual(before);
  const other = post({ prediction_id: body.prediction_id, actual_outcome: 0 }, { key });
  expectProblem(await send(feedback, other), 422, 'idempotency_key');
});

test.each<[string, () => HttpEvent]>([
  ['another body', () => post({ ...APPLICATION, age: 36 }, { key })],
  ['the same row as a batch', () => post({ instances: [APPLICATION] }, { key })],
])('a key that was used cannot be used for %s', async (_, event) => {
  expect((await send(handler, post(APPLICATION, { key }))).status).toBe(200);
  expectProblem(await send(handler, event()), 422, 'idempotency_key');
});

test('the same row for the same model is the same request, whether the path names the model or the fields do', async () => {
  const first = await send(handler, post(APPLICATION, { key }));
  expect(await send(handler, post(APPLICATION, { key, model: MODEL }))).toEqual(first);
});

test('keys of predict and of feedback are apart', async () => {
  const feedback = await openFeedbackHandler(runtime);
  const { body } = await send(handler, post(APPLICATION, { key }));
  const event = post({ prediction_id: body.prediction_id, actual_outcome: 1 }, { key });
  expect((await send(feedback, event)).status).toBe(200);
});

test.each(['', ' ', 'ä', 'a b', 'x'.repeat(256), '\n'])('the key %j is refused', async (wrong) => {
  const answer = await send(handler, post(APPLICATION, { key: wrong }));
  expectProblem(answer, 400, 'idempotency_key');
  expect(answer.body.detail).toContain('expected an Idempotency-Key of 1 to 255 visible ASCII characters');
});

test('a key of 255 characters is taken', async () => {
  expect(
    (await send(handler, post(APPLICATION, { key: `${key}${'~'.repeat(255 - key.length)}` }))).status,
  ).toBe(200);
});

test('a request that was refused does not use its key up', async () => {
  expectProblem(await send(handler, post({ ...APPLICATION, age: 1 }, { key })), 400, 'out_of_range');
  expect((await send(handler, post(APPLICATION, { key }))).status).toBe(200);
});

test('a key of a day ago is free again', async () => {
  const first = await send(handler, post(APPLICATION, { key }));
  await age(24 * 3600_000 - 60_000);
  expect(await send(handler, post(APPLICATION, { key }))).toEqual(first);
  await age(24 * 3600_000 + 1);
  const later = await send(handler, post({ ...APPLICATION, age: 40 }, { key }));
  expect(later.status).toBe(200);
  expect(later.body.prediction_id).not.toBe(first.body.prediction_id);
});

test('20 at once with one key, to two environments: one record, and one answer for all that get any', async () => {
  const two = await another();
  const before = (await predictions()).length;
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, i) => send(i % 2 ? two : handler, post(APPLICATION, { key }))),
  );
  const answered = answers.filter(({ status }) => status === 200);
  expect(answered.length).toBeGreaterThan(0);
  expect(new Set(answered.map(({ text }) => text)).size).toBe(1);
  for (const answer of answers) {
    if (answer.status === 200) continue;
    expectProblem(answer, 409, 'in_progress');
    expect(answer.headers['retry-after']).toBe('5');
  }
  expect(await predictions()).toHaveLength(before + 1);
  expect((await send(handler, post(APPLICATION, { key }))).text).toBe(answered[0]!.text);
});

describe.each([
  ['its first request', 0],
  ['a later one', 1],
])('an environment that dies after it claimed the key for %s', (_, requestsBefore) => {
  let store: FaultyStore;
  let stuck: () => void;
  let dying: Promise<{ status: number; body: { type: string } }>;

  beforeEach(async () => {
    store = new FaultyStore(new FileStore(runtime.directory));
    const environment = await another(store);
    for (let i = 0; i < requestsBefore; i++) await send(environment, post(APPLICATION));
    const claimed = new Promise<void>((resolve) => {
      store.beforePut = async (path) => {
        if (!path.startsWith('log/')) return;
        store.beforePut = async () => undefined;
        resolve();
        await new Promise<void>((release) => {
          stuck = release;
        });
      };
    });
    dying = send(environment, post(APPLICATION, { key }));
    await claimed;
  });
  afterEach(() => stuck());

  test('is waited for as long as it may still be under way', async () => {
    const before = (await predictions()).length;
    const answer = await send(handler, post(APPLICATION, { key }));
    expectProblem(answer, 409, 'in_progress');
    stuck();
    const { status, body } = await dying;
    expect(status).toBe(200);
    expect((await send(handler, post(APPLICATION, { key }))).body).toEqual(body);
    expect(await predictions()).toHaveLength(before + 1);
  });

  test('is fenced off after that, so that there is one record even when it wakes up again', async () => {
    const before = (await predictions()).length;
    await age(15_001);
    const answer = await send(handler, post(APPLICATION, { key }));
    expect(answer.status).toBe(200);
    stuck();
    // It finds its segment sealed, takes another slot, and the key in other hands.
    const late = await dying;
    expect(late).toMatchObject({ status: 409, body: { type: 'urn:driftgate:problem:in-progress' } });
    expect(await predictions()).toHaveLength(before + 1);
    expect((await send(handler, post(APPLICATION, { key }))).text).toBe(answer.text);
    const sealed = [];
    for await (const { key: path } of runtime.store.list('log/predict/')) {
      const object = await runtime.store.get(path);
      if (decodeHeader(Buffer.from(object!.body).toString(), path).sealed) sealed.push(path);
    }
    expect(sealed.length).toBeGreaterThan(0);
  });
});

test('a put that lands after it was given up is the answer, though the records had been cut again', async () => {
  const store = new FaultyStore(new FileStore(runtime.directory));
  const environment = await another(store);
  await send(environment, post(APPLICATION));
  const before = (await predictions()).length;
  let puts = 0;
  store.isLate = (path) => path.startsWith('log/') && ++puts === 1;
  store.beforePut = async (path) => {
    if (path.startsWith('log/')) expect(await store.land()).toBeLessThanOrEqual(1);
  };
  const first = await send(environment, post(APPLICATION, { key }));
  expect(first.status).toBe(200);
  expect(puts).toBeGreaterThan(1);
  await age(15_001);
  expect(await send(handler, post(APPLICATION, { key }))).toEqual(first);
  expect(await predictions()).toHaveLength(before + 1);
});
