import { createHandler as createPredict } from '../../functions/predict.ts';
import { entityHash } from '../../lib/entities/entity-hash.ts';
import { entityIdOf } from '../../lib/entities/entity-id.ts';
import { entityPrefix, parseEntityKey } from '../../lib/entities/entity-key.ts';
import { ENTITY_SCHEMA } from '../../lib/openapi/entity-schema.ts';
import { RecentWindow } from '../../lib/outcomes/recent-window.ts';
import { openPredict } from '../../lib/runtime/open-predict.ts';
import {
  APPLICATION,
  expectInferenceError,
  expectProblem,
  type HttpHandler,
  infer,
  inputsOf,
  post,
  send,
} from '../support/handler-event.ts';
import { FaultyStore } from '../support/handler-faulty-store.ts';
import { auditedLog, openPredictHandler, type TestRuntime, testRuntime } from '../support/handler-runtime.ts';
import { accepts } from '../support/json-schema.ts';
import { openIngest, sourceOf } from '../support/outcome-log.ts';
import { collect } from '../support/store-collect.ts';

const MODEL = 'loan-approval';
let runtime: TestRuntime;
let store: FaultyStore;
let predict: HttpHandler;

beforeEach(async () => {
  const { store: files, ...rest } = await testRuntime();
  store = new FaultyStore(files);
  runtime = { ...rest, store };
  predict = await openPredictHandler(runtime);
});

const keys = async (prefix: string): Promise<string[]> =>
  (await collect(store.list(prefix))).map(({ key }) => key);

/** The predictions of an entity, the newest first. */
const predictionsOf = async (entityId: string): Promise<string[]> =>
  (await keys(entityPrefix(MODEL, entityHash(entityId, runtime.config.hashKey!)))).map(
    (key) => parseEntityKey(key)!.predictionId,
  );

test.each([
  ['the model by its fields', { ...APPLICATION, entity_id: 'loan 4711' }, undefined],
  ['the model by its name', { ...APPLICATION, entity_id: 'loan 4711' }, MODEL],
])('a row may say what it is about, %s', async (_, row, model) => {
  const { status, body } = await send(predict, post(row, { model }));
  expect(status).toBe(200);
  expect(await predictionsOf('loan 4711')).toEqual([body.prediction_id]);
  const [record] = (await auditedLog(store, 'predict')).records;
  expect(record).toMatchObject({ id: body.prediction_id, features: APPLICATION });
});

test('each row of a batch for itself, and some without; a number is its text', async () => {
  const rows = [
    { ...APPLICATION, entity_id: 17 },
    APPLICATION,
    { ...APPLICATION, entity_id: '17' },
    { ...APPLICATION, entity_id: null },
  ];
  const { body } = await send(predict, post({ instances: rows }));
  const ids = body.predictions.map((prediction: { prediction_id: string }) => prediction.prediction_id);
  expect((await predictionsOf('17')).sort()).toEqual([ids[0], ids[2]].sort());
  expect(await keys('entities/')).toHaveLength(2);
});

test('in the Open Inference Protocol, as a parameter', async () => {
  const one = { inputs: inputsOf([APPLICATION]), parameters: { entity_id: 'a' } };
  expect((await send(predict, infer(one))).status).toBe(200);
  const two = { inputs: inputsOf([APPLICATION, APPLICATION]), parameters: { entity_id: ['a', null] } };
  expect((await send(predict, infer(two))).status).toBe(200);
  expect(await predictionsOf('a')).toHaveLength(2);
  const wrong = { ...two, parameters: { entity_id: 'a' } };
  const answer = await send(predict, infer(wrong));
  expectInferenceError(answer, 400, 'invalid_request');
  expect(answer.body.detail).toBe('parameters.entity_id: expected one for each of 2 rows, got 1');
  const bad = await send(predict, infer({ ...one, parameters: { entity_id: true } }));
  expectInferenceError(bad, 400, 'wrong_type');
  expect(bad.body.errors).toMatchObject([{ pointer: '/parameters/entity_id' }]);
});

test.each([[''], [' \u00a0\t'], ['x'.repeat(201)], [1.5], [true], [{}], [['a']], ['\ud800']])(
  'it cannot be %j, and that is told with what else is wrong',
  async (entity_id) => {
    const answer = await send(predict, post({ ...APPLICATION, age: 7, entity_id }));
    expectProblem(answer, 400, 'out_of_range');
    expect(answer.body.errors).toMatchObject([
      { pointer: '/age' },
      {
        pointer: '/entity_id',
        check: 'wrong_type',
        detail: expect.stringContaining('expected a text of 1 to 200 characters'),
      },
    ]);
    expect(await keys('entities/')).toEqual([]);
  },
);

test.each([
  'a',
  'x'.repeat(200),
  '👍'.repeat(200),
  '👍'.repeat(201),
  '',
  ' \u00a0\ufeff\u2028\t',
  17,
  2 ** 53,
  -(2 ** 53),
  1.5,
  true,
  [],
  {},
])('the API description accepts %j exactly when predict does', (value) => {
  expect(accepts(ENTITY_SCHEMA, value)).toBe(entityIdOf(value) !== undefined);
});

test('space around it is not part of it, because databases pad', async () => {
  const { body } = await send(predict, post({ ...APPLICATION, entity_id: 'loan 1' }));
  expect(await predictionsOf('loan 1    ')).toEqual([body.prediction_id]);
  expect(await predictionsOf('loan  1')).toEqual([]);
});

test('without a key to hash it there is a clear answer, and nothing is stored', async () => {
  const dependencies = await openPredict({ ...runtime, config: { ...runtime.config, hashKey: undefined } });
  const keyless = createPredict(dependencies) as HttpHandler;
  const answer = await send(keyless, post({ ...APPLICATION, entity_id: 'loan 4711' }));
  expectProblem(answer, 422, 'invalid_request');
  expect(answer.body.detail).toContain('no DRIFTGATE_HASH_KEY');
  expect((await send(keyless, post(APPLICATION))).status).toBe(200);
  expect(await keys('entities/')).toEqual([]);
});

test('a retry gets the first answer, and the key is there', async () => {
  const event = post({ ...APPLICATION, entity_id: 'a' }, { key: 'k' });
  const first = await send(predict, event);
  expect(await send(predict, event)).toEqual(first);
  expect(await predictionsOf('a')).toEqual([first.body.prediction_id]);
});

test('nothing is answered whose key could not be written; a key without a prediction is passed over', async () => {
  const event = () => post({ ...APPLICATION, entity_id: 'a' });
  const first = await send(predict, event());
  store.fails = (operation, key) => operation === 'put' && key.startsWith('entities/');
  expectProblem(await send(predict, event()), 503, 'store_unavailable');
  store.fails = (operation, key) => operation === 'put' && key.startsWith('log/');
  expectProblem(await send(predict, event()), 503, 'store_unavailable');
  store.fails = () => false;
  expect((await predictionsOf('a')).length).toBeGreaterThan(1);
  const { definitions, config } = runtime;
  const ingest = openIngest(store, undefined, { definitions, hashKey: config.hashKey! });
  const source = sourceOf({ model: MODEL, mapping: { entity_id: 'e', outcome: 'o' } });
  const row = { at: 'row', model: MODEL, subject: { entityId: 'a' }, actual: 1, observed: Date.now() };
  const [result] = await ingest.take(source, [{ rows: [row] }], { window: new RecentWindow() });
  expect(result).toMatchObject({ rows: [{ outcome: { prediction_id: first.body.prediction_id } }] });
});

test('nothing that is stored tells what a row is about', async () => {
  await send(predict, post({ ...APPLICATION, entity_id: 'customer 4711' }));
  await send(predict, post({ ...APPLICATION, age: 7, entity_id: 'customer 4711' }));
  for (const key of await keys('')) {
    const object = await store.get(key);
    expect(`${key} ${Buffer.from(object!.body)}`).not.toContain('4711');
  }
});
