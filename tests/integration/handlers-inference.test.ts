import { readFileSync } from 'node:fs';
import { createHandler } from '../../functions/predict.ts';
import { findRecord } from '../../lib/log/find.ts';
import { parseId } from '../../lib/log/id.ts';
import type { FeatureValues, LogRecord, PredictionRecord } from '../../lib/log/record.ts';
import { sumTotals } from '../../lib/log/totals.ts';
import { decide } from '../../lib/model/decide.ts';
import type { Session } from '../../lib/model/session.ts';
import { openApi } from '../../lib/openapi/document.ts';
import { openPredict } from '../../lib/runtime/open-predict.ts';
import { FileStore } from '../../lib/store/file.ts';
import {
  APPLICATION,
  compressed,
  expectInferenceError,
  expectProblem,
  type HttpHandler,
  infer,
  inputsOf,
  post,
  send,
} from '../support/handler-event.ts';
import { FaultyStore } from '../support/handler-faulty-store.ts';
import { handlerModel } from '../support/handler-model.ts';
import {
  auditedLog,
  openPredictHandler,
  type TestRuntime,
  temporaryDirectory,
  testRuntime,
} from '../support/handler-runtime.ts';
import { accepts } from '../support/json-schema.ts';
import { seededRandom } from '../support/random.ts';

const MODEL = 'loan-approval';
const rows = readFileSync('models/loan-approval/holdout.ndjson', 'utf8')
  .trim()
  .split('\n')
  .slice(0, 1000)
  .map((line) => (JSON.parse(line) as { features: Record<string, number> }).features);

/** A model with everything that the loans have not; it answers by the length of the text. */
const MOODS = handlerModel({
  name: 'moods',
  classes: ['bad', 'good'],
  positive_class: 'good',
  features: [
    { name: 'text', type: 'text', description: '', range: [1, 10], sensitive: 'drop' },
    { name: 'author', type: 'string', description: '', nullable: true, sensitive: 'hash' },
    { name: 'stars', type: 'integer', description: '', nullable: true, categories: [0, 1, 2] },
    { name: 'weight', type: 'number', description: '', nullable: true },
  ],
});
const seen: FeatureValues[] = [];
const moods: Session = {
  ready: async () => undefined,
  predict: async (given) => {
    seen.splice(0, seen.length, ...given);
    return given.map(({ text }) => {
      const good = String(text).length / 10;
      return decide(MOODS, [1 - good, good]);
    });
  },
  derive: ({ text }) => ({ text__characters: [...String(text)].length }),
};

/** A prediction of the simple API. */
interface Prediction {
  label: number;
  score: number;
  probabilities: Record<string, number>;
}

let runtime: TestRuntime;
let handler: HttpHandler;
let document: ReturnType<typeof openApi>;

beforeAll(async () => {
  runtime = await testRuntime();
  const dependencies = await openPredict(runtime);
  const models = new Map([...dependencies.models, ['moods', { definition: MOODS, session: moods }] as const]);
  handler = createHandler({ ...dependencies, models }) as HttpHandler;
  document = openApi([...models.values()].map(({ definition }) => definition));
});

const records = async (): Promise<LogRecord[]> => (await auditedLog(runtime.store, 'predict')).records;

async function gained(work: () => Promise<unknown>): Promise<LogRecord[]> {
  const before = (await records()).length;
  await work();
  return (await records()).slice(before);
}

// biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it
const output = (body: any, name: string) => body.outputs.find((one: { name: string }) => one.name === name);
const column = (name: string, datatype: string, data: unknown[], shape: unknown = [data.length]) => ({
  name,
  shape,
  datatype,
  data,
});
const conforms = (name: string, body: unknown): boolean =>
  accepts(document.components.schemas[name]!, body, document);

describe('an inference', () => {
  test('as in the specification: id, the outputs asked for, shapes and datatypes', async () => {
    const body = { id: '42', inputs: inputsOf(rows.slice(0, 3)), outputs: [{ name: 'score' }] };
    expect(conforms('InferenceRequest', body)).toBe(true);
    const simple = await send(handler, post({ instances: rows.slice(0, 3) }, { model: MODEL }));
    const answer = await send(handler, infer(body));
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    const scores = simple.body.predictions.map(({ score }: { score: number }) => score);
    expect(answer.body).toEqual({
      model_name: MODEL,
      model_version: runtime.models.get(MODEL)!.definition.version,
      id: '42',
      parameters: { prediction_id: expect.stringMatching(/^[^,]+,[^,]+,[^,]+$/) },
      outputs: [{ name: 'score', shape: [3, 1], datatype: 'FP64', data: scores }],
    });
    expect(conforms('InferenceResponse', answer.body)).toBe(true);
  });

  test('all outputs unless some are asked for, each as the simple API has it', async () => {
    const two = rows.slice(0, 2);
    const { body } = await send(handler, infer({ inputs: inputsOf(two) }));
    const simple = (await send(handler, post({ instances: two }, { model: MODEL }))).body.predictions;
    expect(Object.hasOwn(body, 'id')).toBe(false);
    const ids: string[] = output(body, 'prediction_id').data;
    const ofEach = (take: (one: Prediction) => unknown) => simple.flatMap(take);
    expect(body.outputs).toEqual([
      { name: 'label', shape: [2, 1], datatype: 'INT64', data: ofEach(({ label }) => label) },
      { name: 'score', shape: [2, 1], datatype: 'FP64', data: ofEach(({ score }) => score) },
      {
        name: 'probabilities',
        shape: [2, 2],
        datatype: 'FP64',
        data: ofEach(({ probabilities }) => [probabilities['0'], probabilities['1']]),
      },
      { name: 'prediction_id', shape: [2, 1], datatype: 'BYTES', data: ids },
    ]);
    expect(body.parameters.prediction_id).toBe(ids.join(','));
    for (const [i, id] of ids.entries()) {
      const record = await findRecord(runtime.store, id, parseId(id, 'predict')!);
      expect(record).toMatchObject({ type: 'prediction', id, model: MODEL, features: two[i] });
    }
    expect((await send(handler, infer({ inputs: inputsOf(two), outputs: [] }))).body.outputs).toHaveLength(4);
  });

  test.each([
    ['FP32', [2], (x: number[]) => x],
    ['FP64', [2, 1], (x: number[]) => x],
    ['FP16', [2, 1], (x: number[]) => x.map((one) => [one])],
    ['INT64', [2, 1], (x: number[]) => x.map((one) => [one])],
    ['UINT64', [2], (x: number[]) => x],
    ['INT32', [2], (x: number[]) => x],
  ])('%s of the shape %j, flat or nested, says the same', async (datatype, shape, arrange) => {
    const two = [APPLICATION, { ...APPLICATION, age: 61 }];
    const inputs = inputsOf(two, datatype).map((one) => ({
      ...one,
      shape,
      data: arrange(one.data as number[]),
      parameters: { anything: 1 },
    }));
    const body = { inputs, parameters: { a: true }, outputs: [{ name: 'score', parameters: {} }], more: 1 };
    const got = await send(handler, infer(body));
    const simple = await send(handler, post({ instances: two }, { model: MODEL }));
    expect(output(got.body, 'score').data).toEqual(
      simple.body.predictions.map(({ score }: { score: number }) => score),
    );
  });

  test('null for what is optional is as good as nothing', async () => {
    const two = rows.slice(0, 2);
    const bare = await send(handler, infer({ inputs: inputsOf(two) }));
    const inputs = inputsOf(two).map((one) => ({ ...one, parameters: null }));
    const body = { id: null, parameters: null, inputs, outputs: null };
    expect(conforms('InferenceRequest', body)).toBe(true);
    const answer = await send(handler, infer(body));
    expect(answer.status).toBe(200);
    expect(Object.hasOwn(answer.body, 'id')).toBe(false);
    for (const name of ['label', 'score', 'probabilities'])
      expect(output(answer.body, name)).toEqual(output(bare.body, name));
    const outputs = [{ name: 'score', parameters: null }];
    expect((await send(handler, infer({ inputs, outputs }))).body.outputs).toHaveLength(1);
  });

  test('BYTES, BOOL, null for what is missing, and inputs that are left out', async () => {
    const inputs = [
      column('text', 'BYTES', ['fine', 'terrific 👍']),
      column('author', 'BYTES', ['me', null]),
      column('stars', 'BOOL', [true, null], [2, 1]),
    ];
    const logged = (await gained(async () => {
      const { body } = await send(handler, infer({ inputs }, { model: 'moods' }));
      expect(output(body, 'label')).toMatchObject({ datatype: 'BYTES', data: ['bad', 'good'] });
    })) as PredictionRecord[];
    expect(seen).toEqual([
      { text: 'fine', author: 'me', stars: 1, weight: null },
      { text: 'terrific 👍', author: null, stars: null, weight: null },
    ]);
    // What is sensitive is stored as little as ever, and of a text its numbers.
    const author = expect.stringMatching(/^[0-9a-f]{32}$/);
    expect(logged.map(({ features }) => features)).toEqual([
      { text: null, text__characters: 4, author, stars: 1, weight: null },
      { text: null, text__characters: 10, author: null, stars: null, weight: null },
    ]);
  });

  test('1,000 rows are one inference, one commit and one request; 1,001 and none are refused', async () => {
    const logged = (await gained(async () => {
      const { body } = await send(handler, infer({ inputs: inputsOf(rows) }));
      expect(output(body, 'prediction_id').data).toHaveLength(1000);
    })) as PredictionRecord[];
    expect(logged.map(({ features }) => features)).toEqual(rows);
    expect(new Set(logged.map(({ id }) => id.slice(0, id.lastIndexOf('.')))).size).toBe(1);
    expect(logged.filter(({ request }) => request)).toMatchObject([{ request: { rows: 1000 } }]);
    for (const many of [[...rows, APPLICATION], []]) {
      const inputs = inputsOf([APPLICATION]).map(({ name }) =>
        column(
          name,
          'FP64',
          many.map((row) => (row as Record<string, number>)[name]),
        ),
      );
      const answer = await send(handler, infer({ inputs }));
      expectInferenceError(answer, 400, 'batch_size');
      expect(answer.body.error).toBe(`expected 1 to 1000 instances, got ${many.length}`);
    }
  });

  test('of the version that is deployed, if it is named', async () => {
    const { version } = runtime.models.get(MODEL)!.definition;
    const { status, body } = await send(handler, infer({ inputs: inputsOf([APPLICATION]) }, { version }));
    expect({ status, version: body.model_version }).toEqual({ status: 200, version });
  });

  test('a retry with the same key gets the first answer, byte for byte, and adds no record', async () => {
    const event = infer({ id: 'a', inputs: inputsOf(rows.slice(0, 2)) }, { key: 'inference-1' });
    const first = await send(handler, event);
    expect(await gained(async () => expect((await send(handler, event)).text).toBe(first.text))).toEqual([]);
    const other = infer({ inputs: inputsOf([APPLICATION]) }, { key: 'inference-1' });
    expectInferenceError(await send(handler, other), 422, 'idempotency_key');
    expectProblem(await send(handler, post(APPLICATION, { key: 'inference-1' })), 422, 'idempotency_key');
  });
});

const good = inputsOf([APPLICATION]);
const [age, ...others] = good;
const without = (changed: object) => ({ inputs: [{ ...age, ...changed }, ...others] });

/** [what, body, reason, what the message has in it] */
const REFUSED: [string, unknown, string, string][] = [
  ['no JSON', '{"inputs": NaN}', 'invalid_json', 'expected a JSON object'],
  ['an array', [], 'invalid_json', 'expected a JSON object, got an array'],
  ['a body that is too large', ' '.repeat(6_000_000), 'too_large', 'expected at most 5242880 bytes'],
  ['a body of the simple API', APPLICATION, 'invalid_request', 'expected inputs to be an array of tensors'],
  ['no inputs', {}, 'invalid_request', 'expected inputs to be an array of tensors, got nothing'],
  ['an id that is no text', { id: 42, inputs: good }, 'invalid_request', 'expected id to be text, got 42'],
  [
    'parameters that are none',
    { parameters: [], inputs: good },
    'invalid_request',
    'parameters to be an object',
  ],
  ['an input that is none', { inputs: [7] }, 'invalid_request', 'inputs[0]: expected an object, got 7'],
  [
    'an input without a name',
    without({ name: undefined }),
    'invalid_request',
    'inputs[0].name: expected text',
  ],
  [
    'an unknown datatype',
    without({ datatype: 'FP8' }),
    'invalid_request',
    'inputs[0].datatype: expected one of BOOL',
  ],
  ['an inherited datatype', without({ datatype: 'toString' }), 'invalid_request', 'inputs[0].datatype'],
  ['no shape', without({ shape: undefined }), 'invalid_request', 'expected [rows] or [rows, 1], got nothing'],
  ['an empty shape', without({ shape: [] }), 'invalid_request', 'expected [rows] or [rows, 1], got []'],
  ['two columns', without({ shape: [1, 2] }), 'invalid_request', 'expected [rows] or [rows, 1], got [1,2]'],
  ['three dimensions', without({ shape: [1, 1, 1] }), 'invalid_request', 'expected [rows] or [rows, 1]'],
  ['half a row', without({ shape: [0.5] }), 'invalid_request', 'expected [rows] or [rows, 1], got [0.5]'],
  [
    'no data',
    without({ data: undefined }),
    'invalid_request',
    'inputs[0].data: expected an array, got nothing',
  ],
  [
    'less data than the shape says',
    without({ shape: [2] }),
    'invalid_request',
    'expected 2 elements for the shape [2]',
  ],
  ['data nested too deep', without({ data: [[[35]]] }), 'wrong_type', 'got [35]'],
  [
    'nested data for a flat shape',
    without({ shape: [1], data: [[35]] }),
    'invalid_request',
    'elements of the shape [1]',
  ],
  [
    'data of two depths',
    { inputs: [column('age', 'FP64', [[1], 2], [2, 1])] },
    'invalid_request',
    'elements of the shape',
  ],
  ['input parameters that are none', without({ parameters: 1 }), 'invalid_request', 'inputs[0].parameters'],
  ['an input twice', { inputs: [age, ...good] }, 'invalid_request', 'expected every input once'],
  [
    'outputs that are none',
    { inputs: good, outputs: 'score' },
    'invalid_request',
    'expected outputs to be an array',
  ],
  [
    'an unknown output',
    { inputs: good, outputs: [{ name: 'logits' }] },
    'invalid_request',
    'outputs[0]: expected the name of one of label, score',
  ],
  ['an output that is none', { inputs: good, outputs: [null] }, 'invalid_request', 'outputs[0]'],
  [
    'inputs of several lengths',
    without({ shape: [2], data: [1, 2] }),
    'batch_size',
    'expected 2 rows in every input',
  ],
  [
    'a missing input',
    { inputs: others },
    'missing_feature',
    '/inputs: expected an integer of 18 to 100 years, got nothing',
  ],
  ['no input at all', { inputs: [] }, 'missing_feature', '7 fields are not as loan-approval expects'],
  [
    'an unknown input',
    { inputs: [...good, column('x', 'FP64', [1])] },
    'unknown_feature',
    '/inputs: expected only age',
  ],
  [
    'an inherited input',
    { inputs: [...good, column('constructor', 'FP64', [1])] },
    'unknown_feature',
    '"constructor"',
  ],
  [
    'null for what is needed',
    without({ data: [null] }),
    'missing_feature',
    '/inputs/0/data/0: expected an integer',
  ],
  ['text for a number', without({ datatype: 'BYTES', data: ['35'] }), 'wrong_type', 'got "35"'],
  [
    'what is not of its datatype',
    without({ datatype: 'INT64', data: [35.5] }),
    'wrong_type',
    'expected an element of INT64, got 35.5',
  ],
  [
    'more than its datatype holds',
    without({ datatype: 'INT8', data: [128] }),
    'wrong_type',
    'expected an element of INT8, got 128',
  ],
  ['an object for an element', without({ data: [{}] }), 'wrong_type', 'expected an element of FP64, got {}'],
  [
    'a fraction for an integer',
    without({ data: [35.5] }),
    'wrong_type',
    'expected an integer of 18 to 100 years, got 35.5',
  ],
  [
    'an infinite number',
    JSON.stringify(without({ data: [1] })).replace('[1]}', '[1e999]}'),
    'not_finite',
    'got Infinity',
  ],
  [
    'a number out of range',
    without({ data: [[17]] }),
    'out_of_range',
    '/inputs/0/data/0/0: expected an integer of 18',
  ],
  [
    'an unknown category',
    { inputs: good.map((one) => (one.name === 'loan_purpose' ? { ...one, data: [99] } : one)) },
    'unknown_category',
    '/inputs/6/data/0',
  ],
];

describe('an error has the form of the protocol', () => {
  test.each(REFUSED)('%s', async (_, body, reason, message) => {
    const logged = await gained(async () => {
      const answer = await send(handler, infer(body));
      expectInferenceError(answer, reason === 'too_large' ? 413 : 400, reason);
      expect(answer.body.error).toContain(message);
      expect(conforms('InferenceError', answer.body)).toBe(true);
    });
    expect(logged).toEqual([
      { type: 'rejected', time: expect.any(String), model: MODEL, reason, checks: expect.any(Array) },
    ]);
  });

  test.each([
    ['an unknown model', { model: 'nothing' }, 'unknown', `expected one of ${MODEL}, moods, got "nothing"`],
    ['a name that every object has', { model: 'constructor' }, 'unknown', 'got "constructor"'],
    ['an unknown version', { version: '0.9' }, MODEL, `of ${MODEL}, got "0.9"`],
  ])('%s is not found, whatever the body is', async (_, options, model, message) => {
    for (const body of [{ inputs: good }, {}, '{']) {
      const logged = await gained(async () => {
        const answer = await send(handler, infer(body, options));
        expectInferenceError(answer, 404, 'unknown_model');
        expect(answer.body.error).toContain(message);
      });
      expect(logged).toMatchObject([{ type: 'rejected', model, reason: 'unknown_model' }]);
    }
  });

  test('every wrong element is listed with a pointer and counted by feature, and no value is logged', async () => {
    const many = Array.from({ length: 1000 }, () => ({ ...APPLICATION, age: -777, loan_purpose: 99 }));
    const logged = await gained(async () => {
      const { body } = await send(handler, infer({ inputs: inputsOf(many) }));
      expect(body.errors).toHaveLength(100);
      expect(body.errors_not_listed).toBe(1900);
      expect(body.errors[1].pointer).toBe('/inputs/6/data/0');
      expect(body.error.length).toBeLessThan(300);
    });
    expect(logged).toMatchObject([
      {
        checks: [
          { feature: 'age', check: 'out_of_range', count: 1000 },
          { feature: 'loan_purpose', check: 'unknown_category', count: 1000 },
        ],
      },
    ]);
    expect(JSON.stringify(logged)).not.toContain('777');
  });

  test('binary data, which clients of Triton send unless told otherwise, is refused with what to do', async () => {
    const event = infer({ inputs: good });
    event.headers['inference-header-content-length'] = '20';
    const answer = await send(handler, event);
    expectInferenceError(answer, 400, 'invalid_request');
    expect(answer.body.error).toContain('binary_data=False');
  });

  test('a compressed body is refused, saying what is taken', async () => {
    const answer = await send(handler, compressed(infer({ inputs: good })));
    expectInferenceError(answer, 415, 'unsupported_encoding');
    expect(answer.body.error).toContain('expected a body that is not compressed');
    expect(answer.headers['accept-encoding']).toBe('identity');
  });

  test('a store that fails is a 503 that asks to come again', async () => {
    const directory = await temporaryDirectory();
    const store = new FaultyStore(new FileStore(directory));
    const failing = await openPredictHandler(await testRuntime({ directory, store }));
    store.fails = () => true;
    const answer = await send(failing, infer({ inputs: good }));
    expectInferenceError(answer, 503, 'store_unavailable');
    expect(answer.headers['retry-after']).toBe('1');
  });
});

test('whatever the protocol, the totals are what the client counted', async () => {
  const fresh = await testRuntime();
  const one = await openPredictHandler(fresh);
  const random = seededRandom(7);
  const tally = {
    success: 0,
    rows: 0,
    byClass: {} as Record<string, number>,
    errors: {} as Record<string, number>,
  };
  const count = (of: Record<string, number>, key: string) => {
    of[key] = (of[key] ?? 0) + 1;
  };
  const ask = async () => {
    const some = rows
      .slice(0, 1 + Math.floor(random() * 5))
      .map((row) => (random() < 0.1 ? { ...row, age: 1 } : row));
    const inference = random() < 0.5;
    const broken = random() < 0.1;
    const event = inference
      ? infer(broken ? { inputs: {} } : { inputs: inputsOf(some) })
      : post(broken ? { instances: {} } : { instances: some }, { model: MODEL });
    const { status, body } = await send(one, event);
    if (status !== 200) return count(tally.errors, body.type.split(':').at(-1).replaceAll('-', '_'));
    const labels: number[] = inference
      ? output(body, 'label').data
      : body.predictions.map(({ label }: { label: number }) => label);
    tally.success++;
    tally.rows += labels.length;
    for (const label of labels) count(tally.byClass, `${MODEL},${label}`);
  };
  // Some at the same time, so that they go in the same commit.
  for (let i = 0; i < 30; i++) await Promise.all([ask(), ask(), ask(), ask()]);
  expect(Object.keys(tally.errors).sort()).toEqual(['batch_size', 'invalid_request', 'out_of_range']);

  const audit = await auditedLog(fresh.store, 'predict');
  const { counters, histograms } = sumTotals([...audit.folded.values()]);
  const errors = Object.fromEntries(
    Object.entries(tally.errors).map(([reason, n]) => [`${MODEL},${reason}`, n]),
  );
  const requests = tally.success + Object.values(tally.errors).reduce((sum, n) => sum + n, 0);
  expect(requests).toBe(120);
  expect(counters).toEqual({
    model_requests_total: { [MODEL]: requests },
    model_success_total: { [MODEL]: tally.success },
    model_errors_total: errors,
    model_predictions_by_class_total: tally.byClass,
  });
  const observed = (name: string) => histograms[name]!.series[MODEL]!.counts.reduce((sum, n) => sum + n, 0);
  expect(observed('model_prediction_values')).toBe(tally.rows);
  expect(observed('model_prediction_latency_seconds')).toBe(tally.success);
});
