import { createHandler as createFeedback } from '../../functions/feedback.ts';
import { predictionsAbout } from '../../lib/erasure/entity.ts';
import type { OutcomeRecord } from '../../lib/log/record.ts';
import { openFeedback } from '../../lib/runtime/open-feedback.ts';
import { APPLICATION, expectProblem, type HttpHandler, post, send } from '../support/handler-event.ts';
import {
  auditedLog,
  openFeedbackHandler,
  openPredictHandler,
  type TestRuntime,
  testRuntime,
} from '../support/handler-runtime.ts';

const model = 'loan-approval';
let runtime: TestRuntime;
let predict: HttpHandler;
let feedback: HttpHandler;

beforeAll(async () => {
  runtime = await testRuntime();
  [predict, feedback] = await Promise.all([openPredictHandler(runtime), openFeedbackHandler(runtime)]);
});

const predicted = async (entity_id: unknown) =>
  (await send(predict, post({ ...APPLICATION, entity_id }))).body;

test('an outcome can name what the prediction is about: the latest one before it became known', async () => {
  const first = await predicted('loan 1');
  const known = { model, entity_id: 'loan 1', actual_outcome: 1 };
  const between = new Date().toISOString();
  await new Promise((resolve) => setTimeout(resolve, 5));
  const second = await predicted('loan 1');
  const latest = await send(feedback, post({ ...known, predicted_outcome: second.label }));
  expect(latest.body).toMatchObject({ prediction_id: second.prediction_id, model, actual_outcome: 1 });
  const earlier = await send(feedback, post({ ...known, observed_at: between }));
  expect(earlier.body).toMatchObject({ prediction_id: first.prediction_id });
  const { records } = await auditedLog(runtime.store, 'feedback');
  expect(records.at(-1)).toMatchObject({ prediction_id: first.prediction_id, observed: between });
  expect(JSON.stringify(records)).not.toContain('loan 1');
});

test('among others, with a prediction_id or without; a whole number is its text', async () => {
  const [one, two] = [await predicted(17), await predicted('18')];
  const outcomes = [
    { model, entity_id: '17', actual_outcome: 0 },
    { model, entity_id: 18, actual_outcome: 0 },
    { prediction_id: one.prediction_id, actual_outcome: 1 },
    { model, entity_id: '19', actual_outcome: 0 },
    { model: 'other', entity_id: '17', actual_outcome: 0 },
    { entity_id: '17', actual_outcome: 0 },
    { model, entity_id: '', actual_outcome: 0 },
  ];
  const { status, body } = await send(feedback, post({ outcomes }));
  expect(status).toBe(207);
  expect(body.results).toMatchObject([
    { prediction_id: one.prediction_id },
    { prediction_id: two.prediction_id },
    { prediction_id: one.prediction_id },
    { result: 'unknown', type: 'urn:driftgate:problem:unknown-prediction' },
    { result: 'unknown', type: 'urn:driftgate:problem:unknown-model' },
    { result: 'invalid', detail: expect.stringContaining('got no model') },
    { type: 'urn:driftgate:problem:invalid-id', detail: expect.stringContaining('1 to 200 characters') },
  ]);
});

test.each([['soon'], ['2126-01-01'], [7], [true]])('observed_at cannot be %j', async (observed_at) => {
  const { prediction_id } = await predicted('loan 2');
  const answer = await send(feedback, post({ prediction_id, actual_outcome: 1, observed_at }));
  expectProblem(answer, 400, 'invalid_request');
  expect(answer.body.detail).toContain(
    'observed_at: expected a time such as 2026-11-21T07:30:00Z, not to come',
  );
});

test('when an outcome became known is kept with it', async () => {
  const { prediction_id } = await predicted('loan 3');
  for (const observed_at of ['2026-11-20', null])
    expect((await send(feedback, post({ prediction_id, actual_outcome: 1, observed_at }))).status).toBe(200);
  const { records } = await auditedLog(runtime.store, 'feedback');
  const mine = (records as OutcomeRecord[]).filter((record) => record.prediction_id === prediction_id);
  expect(mine.map(({ observed }) => observed)).toEqual(['2026-11-20T23:59:59.999Z', undefined]);
});

test('without a key to find entities by there is a clear answer', async () => {
  const dependencies = await openFeedback({ ...runtime, config: { ...runtime.config, hashKey: undefined } });
  const keyless = createFeedback(dependencies) as HttpHandler;
  const answer = await send(keyless, post({ model, entity_id: 'loan 1', actual_outcome: 1 }));
  expectProblem(answer, 400, 'invalid_id');
  expect(answer.body.detail).toContain('no DRIFTGATE_HASH_KEY');
});

test('after a change of the key, what was predicted before it is found under the previous one, and erased', async () => {
  const store = runtime.store;
  const under = (hashKey: string, previousHashKey?: string) => ({
    ...runtime,
    config: { ...runtime.config, hashKey, previousHashKey },
  });
  const about = (id: string, of = {}) => post({ model, entity_id: id, actual_outcome: 1, ...of });
  const predictUnder = async (of: TestRuntime, entity_id: string) =>
    (await send(await openPredictHandler(of), post({ ...APPLICATION, entity_id }))).body.prediction_id;
  const [old, oldOnly] = [
    await predictUnder(under('old'), 'both'),
    await predictUnder(under('old'), 'before'),
  ];
  const change = new Date().toISOString();
  await new Promise((resolve) => setTimeout(resolve, 5));
  const changed = under('new', 'old');
  const [now, nowOnly] = [await predictUnder(changed, 'both'), await predictUnder(changed, 'after')];
  const told = await openFeedbackHandler(changed);
  for (const [request, prediction_id] of [
    [about('both'), now],
    [about('both', { observed_at: change }), old],
    [about('before'), oldOnly],
    [about('after'), nowOnly],
  ] as const)
    expect((await send(told, request)).body).toMatchObject({ prediction_id });
  const batch = ['after', 'nobody', 'before', 'both'].map((entity_id) => ({
    model,
    entity_id,
    actual_outcome: 0,
  }));
  expect((await send(told, post({ outcomes: batch }))).body.results).toMatchObject([
    { prediction_id: nowOnly },
    { type: 'urn:driftgate:problem:unknown-prediction' },
    { prediction_id: oldOnly },
    { prediction_id: now },
  ]);
  expect(await predictionsAbout(store, [model], 'both', ['new', 'old'])).toEqual([now, old]);
  const without = await openFeedbackHandler(under('new'));
  expectProblem(await send(without, about('before')), 404, 'unknown_prediction');
});
