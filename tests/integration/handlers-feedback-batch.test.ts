import { rolling } from '../../lib/feedback/recent.ts';
import type { LogRecord, OutcomeRecord } from '../../lib/log/record.ts';
import { openApi } from '../../lib/openapi/document.ts';
import { FileStore } from '../../lib/store/file.ts';
import {
  type Answer,
  APPLICATION,
  expectProblem,
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
  temporaryDirectory,
  testRuntime,
} from '../support/handler-runtime.ts';
import { accepts } from '../support/json-schema.ts';
import { collect } from '../support/store-collect.ts';

const MODEL = 'loan-approval';
let store: FaultyStore;
let runtime: TestRuntime;
let predict: HttpHandler;
let feedback: HttpHandler;

beforeEach(async () => {
  const directory = await temporaryDirectory();
  store = new FaultyStore(new FileStore(directory));
  runtime = await testRuntime({ directory, store });
  [predict, feedback] = await Promise.all([openPredictHandler(runtime), openFeedbackHandler(runtime)]);
});

const ask = async (count: number): Promise<{ prediction_id: string; label: number }[]> =>
  (await send(predict, post({ instances: Array.from({ length: count }, () => APPLICATION) }))).body
    .predictions;
const recorded = async (): Promise<LogRecord[]> => (await auditedLog(runtime.store, 'feedback')).records;
const summary = ({ status, body: { accepted, unknown, invalid, results } }: Answer) => ({
  status,
  accepted,
  unknown,
  invalid,
  results: results.map(({ result }: { result: string }) => result),
});

type Row = [result: string, row: unknown];
/** Rows of every kind, over two predictions. */
async function mixed(): Promise<Row[]> {
  const [{ prediction_id: id, label }, { prediction_id: other }] = (await ask(2)) as [
    { prediction_id: string; label: number },
    { prediction_id: string },
  ];
  return [
    ['invalid', { prediction_id: 'x', actual_outcome: 1 }],
    ['accepted', { prediction_id: id, actual_outcome: 1 - label, predicted_outcome: label }],
    ['unknown', { prediction_id: id.replace(/\d+$/, '999999'), actual_outcome: 1 }],
    ['invalid', { prediction_id: id }],
    ['invalid', { prediction_id: id, actual_outcome: 1, reviewer: 'x' }],
    ['accepted', { prediction_id: other, actual_outcome: label, predicted_outcome: null }],
    ['unknown', { prediction_id: id.replace(MODEL, 'other'), actual_outcome: 1 }],
    ['invalid', { prediction_id: id, actual_outcome: 7 }],
    ['invalid', { prediction_id: id, actual_outcome: label, predicted_outcome: 1 - label }],
    ['accepted', { prediction_id: id, actual_outcome: label }],
    ['invalid', null],
    ['invalid', [id, 1]],
    ['invalid', 'text'],
    ['invalid', {}],
  ];
}

test('every row has a result of its own, in order: what would have been answered to it alone', async () => {
  const rows = await mixed();
  const answer = await send(feedback, post({ outcomes: rows.map(([, row]) => row) }));
  expect(summary(answer)).toEqual({
    status: 207,
    accepted: 3,
    unknown: 2,
    invalid: 9,
    results: rows.map(([result]) => result),
  });
  const { responses } = openApi(runtime.definitions).paths['/feedback'].post as Answer['body'];
  const document = openApi(runtime.definitions);
  expect(accepts(responses['207'].content['application/json'].schema, answer.body, document as never)).toBe(
    true,
  );
  for (const [i, [result, row]] of rows.entries()) {
    const { result: _, ...told } = answer.body.results[i];
    if (typeof row !== 'object' || row === null || Array.isArray(row)) {
      expect(told).toMatchObject({ status: 400, type: 'urn:driftgate:problem:invalid-request' });
      continue;
    }
    const alone = await send(feedback, post(row));
    expect(told.status).toBe(alone.status);
    if (result !== 'accepted') expect(told).toEqual(alone.body);
    else {
      const own = { outcome_id: expect.any(String), received_at: expect.any(String) };
      expect(told).toEqual({ status: 200, ...alone.body, ...own });
    }
  }
});

test('what was taken is durable in one put, and everything is counted once', async () => {
  const rows = await mixed();
  const puts: string[] = [];
  store.beforePut = async (key) => void puts.push(key);
  const { body } = await send(feedback, post({ outcomes: rows.map(([, row]) => row) }));
  expect(puts.filter((key) => key.startsWith('log/'))).toHaveLength(1);
  const records = await recorded();
  const outcomes = records.filter((record): record is OutcomeRecord => record.type === 'outcome');
  const accepted = body.results.filter(({ result }: { result: string }) => result === 'accepted');
  expect(outcomes.map(({ id, actual, source }) => [id, actual, source])).toEqual(
    accepted.map((told: { outcome_id: string; actual_outcome: number }) => [
      told.outcome_id,
      told.actual_outcome,
      'api',
    ]),
  );
  const refused = records.flatMap((record) =>
    record.type === 'rejected_outcome' ? [`${record.model} ${record.reason} ${record.count ?? 1}`] : [],
  );
  expect(refused.sort()).toEqual([
    `${MODEL} contradiction 1`,
    `${MODEL} unknown_class 1`,
    `${MODEL} unknown_prediction 1`,
    'unknown invalid_id 1',
    'unknown invalid_request 6',
    'unknown unknown_model 1',
  ]);
  // The last outcome of the first prediction is right, the one of the second too.
  expect(await rolling(runtime.store, MODEL)).toEqual({ outcomes: 2, correct: 2 });
});

test('a retry with its key gets the first answer, byte for byte, from any environment, and counts nothing', async () => {
  const rows = await mixed();
  const event = () => post({ outcomes: rows.map(([, row]) => row) }, { key: 'batch-1' });
  const first = await send(feedback, event());
  const before = await recorded();
  const other = await openFeedbackHandler(await testRuntime({ directory: runtime.directory, store }));
  for (const handler of [feedback, other]) expect(await send(handler, event())).toEqual(first);
  expect(await recorded()).toEqual(before);
  const changed = post({ outcomes: rows.slice(1).map(([, row]) => row) }, { key: 'batch-1' });
  expectProblem(await send(feedback, changed), 422, 'idempotency_key');
});

test('a commit whose answer was lost is not repeated by the retry', async () => {
  const predictions = await ask(20);
  const outcomes = predictions.map(({ prediction_id, label }) => ({ prediction_id, actual_outcome: label }));
  store.isLate = (key) => key.startsWith('log/feedback/');
  const event = () => post({ outcomes }, { key: 'lost' });
  expectProblem(await send(feedback, event()), 503, 'store_unavailable');
  store.isLate = () => false;
  await store.land();
  const again = await send(feedback, event());
  expect(summary(again)).toMatchObject({ status: 207, accepted: 20 });
  expect((await recorded()).filter(({ type }) => type === 'outcome')).toHaveLength(20);
});

test('a thousand are taken at once, of whatever segments, and the rolling window gets its hundred', async () => {
  const predictions = (await Promise.all(Array.from({ length: 10 }, () => ask(100)))).flat();
  const wrong = new Set([3, 500, 999]);
  const outcomes = predictions.map(({ prediction_id, label }, i) => ({
    prediction_id: wrong.has(i) ? prediction_id.replace(/\d+$/, '999999') : prediction_id,
    actual_outcome: i % 4 === 0 ? 1 - label : label,
  }));
  const gets: string[] = [];
  store.fails = (operation, key) => {
    if (operation === 'get' && key.startsWith('log/predict/')) gets.push(key);
    return false;
  };
  const answer = await send(feedback, post({ outcomes }));
  expect(summary(answer)).toMatchObject({ status: 207, accepted: 997, unknown: 3, invalid: 0 });
  expect(gets).toEqual([...new Set(gets)]);
  expect((await recorded()).filter(({ type }) => type === 'outcome')).toHaveLength(997);
  expect(await collect(runtime.store.list('recent/'))).toHaveLength(100);
  expect(await rolling(runtime.store, MODEL)).toMatchObject({ outcomes: 100 });
});

test.each<[string, unknown, string]>([
  ['nothing', { outcomes: [] }, 'outcomes: expected 1 to 1000 of them, got 0'],
  ['too many', { outcomes: Array.from({ length: 1001 }, () => ({})) }, 'got 1001'],
  ['no list', { outcomes: {} }, 'got an object'],
  [
    'a field beside them',
    { outcomes: [{}], prediction_id: 'x' },
    'expected outcomes, got the field "prediction_id"',
  ],
  ['null', { outcomes: null }, 'got no outcomes'],
])('%s is refused as a whole, and counted once', async (_, body, detail) => {
  const answer = await send(feedback, post(body));
  expectProblem(answer, 400, 'invalid_request');
  expect(answer.body.detail).toContain(detail);
  const one = {
    type: 'rejected_outcome',
    time: expect.any(String),
    source: 'api',
    reason: 'invalid_request',
  };
  expect(await recorded()).toEqual([{ ...one, model: 'unknown' }]);
});

test('while the store fails nothing is taken, and every row is counted as failed afterwards', async () => {
  const predictions = await ask(4);
  const outcomes = predictions.map(({ prediction_id }) => ({ prediction_id, actual_outcome: 1 }));
  store.fails = (operation, key) => operation === 'put' && key.startsWith('log/feedback/');
  expectProblem(await send(feedback, post({ outcomes })), 503, 'store_unavailable');
  store.fails = () => false;
  expect(summary(await send(feedback, post({ outcomes }))).accepted).toBe(4);
  const failed = (await recorded()).filter(({ type }) => type === 'rejected_outcome');
  expect(failed).toMatchObject([{ model: MODEL, reason: 'store_unavailable', count: 4 }]);
});
