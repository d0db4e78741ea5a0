import { rolling } from '../../lib/feedback/recent.ts';
import { findRecord } from '../../lib/log/find.ts';
import { parseId } from '../../lib/log/id.ts';
import type { OutcomeRecord } from '../../lib/log/record.ts';
import { FEEDBACK_REASONS } from '../../lib/metrics/reasons.ts';
import {
  type Answer,
  APPLICATION,
  compressed,
  expectProblem,
  type HttpHandler,
  post,
  send,
} from '../support/handler-event.ts';
import {
  auditedLog,
  openFeedbackHandler,
  openPredictHandler,
  type TestRuntime,
  testRuntime,
} from '../support/handler-runtime.ts';

const MODEL = 'loan-approval';
let runtime: TestRuntime;
let predict: HttpHandler;
let feedback: HttpHandler;
let prediction: Answer['body'];

beforeAll(async () => {
  runtime = await testRuntime();
  [predict, feedback] = await Promise.all([openPredictHandler(runtime), openFeedbackHandler(runtime)]);
});
beforeEach(async () => {
  prediction = (await send(predict, post(APPLICATION))).body;
});

const outcomes = async (): Promise<OutcomeRecord[]> =>
  (await auditedLog(runtime.store, 'feedback')).records.filter((record) => record.type === 'outcome');

test('the answer is the joined outcome, and it lies in the log with the prediction in it', async () => {
  const { prediction_id, label, score, version } = prediction;
  const answer = await send(feedback, post({ prediction_id, actual_outcome: 1 - label }));
  expect(answer.status).toBe(200);
  expect(answer.body).toEqual({
    outcome_id: expect.any(String),
    prediction_id,
    model: MODEL,
    version,
    predicted_outcome: label,
    actual_outcome: 1 - label,
    correct: false,
    score,
    predicted_at: expect.any(String),
    received_at: expect.any(String),
    source: 'api',
  });
  const id: string = answer.body.outcome_id;
  const record = await findRecord(runtime.store, id, parseId(id, 'feedback')!);
  expect(record).toEqual({
    type: 'outcome',
    id,
    time: answer.body.received_at,
    model: MODEL,
    prediction_id,
    source: 'api',
    confidence: 0.8,
    actual: 1 - label,
    prediction: {
      time: answer.body.predicted_at,
      version,
      features: APPLICATION,
      label,
      score,
      probabilities: Object.values(prediction.probabilities),
    },
  });
});

test.each([0, 1])('predicted_outcome may repeat what was answered; actual_outcome %i', async (actual) => {
  const { prediction_id, label } = prediction;
  const request = { prediction_id, actual_outcome: actual, predicted_outcome: label };
  const { status, body } = await send(feedback, post(request));
  expect({ status, correct: body.correct }).toEqual({ status: 200, correct: actual === label });
});

test('a predicted_outcome of null is none', async () => {
  const { prediction_id } = prediction;
  const request = { prediction_id, actual_outcome: 1, predicted_outcome: null };
  expect((await send(feedback, post(request))).status).toBe(200);
});

test('a correction is another record, and both stay', async () => {
  const { prediction_id } = prediction;
  for (const actual_outcome of [0, 1]) await send(feedback, post({ prediction_id, actual_outcome }));
  const mine = (await outcomes()).filter((record) => record.prediction_id === prediction_id);
  expect(mine.map(({ actual }) => actual).sort()).toEqual([0, 1]);
});

type Case = [string, (id: string, label: number) => unknown, number, string, string, string];

/** [what, body, status, reason, part of the detail, model that it is counted under] */
const REFUSED: Case[] = [
  ['a body that is no JSON', () => '{', 400, 'invalid_json', 'expected a JSON object', 'unknown'],
  ['an array', () => [], 400, 'invalid_json', 'got an array', 'unknown'],
  [
    'a large body',
    (id) => ({ prediction_id: id, actual_outcome: ' '.repeat(1_048_576) }),
    413,
    'too_large',
    'expected at most 1048576 bytes',
    'unknown',
  ],
  ['no id', () => ({ actual_outcome: 1 }), 400, 'invalid_request', 'got no prediction_id', 'unknown'],
  ['no outcome', (id) => ({ prediction_id: id }), 400, 'invalid_request', 'got no actual_outcome', 'unknown'],
  ['nothing', () => ({}), 400, 'invalid_request', 'got no prediction_id, no actual_outcome', 'unknown'],
  [
    'an unknown field',
    (id) => ({ prediction_id: id, actual_outcome: 1, reviewer: 'x' }),
    400,
    'invalid_request',
    'got the field "reviewer"',
    'unknown',
  ],
  [
    'a bare number',
    () => ({ prediction_id: 17, actual_outcome: 1 }),
    400,
    'invalid_id',
    'expected the prediction_id of an answer of /predict',
    'unknown',
  ],
  [
    'a number as text',
    () => ({ prediction_id: '17', actual_outcome: 1 }),
    400,
    'invalid_id',
    'got "17"',
    'unknown',
  ],
  [
    'a day that does not exist',
    (id) => ({ prediction_id: id.replace(/\.\d{10}\./, '.2026023007.'), actual_outcome: 1 }),
    400,
    'invalid_id',
    'got "',
    'unknown',
  ],
  [
    'a way out of the folder',
    () => ({ prediction_id: '../../other', actual_outcome: 1 }),
    400,
    'invalid_id',
    'got "../../other"',
    'unknown',
  ],
  [
    'an id of another model',
    (id) => ({ prediction_id: id.replace(MODEL, 'other'), actual_outcome: 1 }),
    404,
    'unknown_model',
    'got one of "other"',
    'unknown',
  ],
  [
    'an id of nobody',
    (id) => ({ prediction_id: id.replace(/\d+$/, '999999'), actual_outcome: 1 }),
    404,
    'unknown_prediction',
    'expected the id of a prediction that was answered',
    MODEL,
  ],
  [
    'an id in a segment that is not there',
    (id) => ({ prediction_id: id.replace(/\.\w{10}\.(\d+\.\d+)$/, '.zzzzzzzzzz.$1'), actual_outcome: 1 }),
    404,
    'unknown_prediction',
    'expected the id of a prediction',
    MODEL,
  ],
  [
    'a class the model does not have',
    (id) => ({ prediction_id: id, actual_outcome: 2 }),
    422,
    'unknown_class',
    'actual_outcome: expected one of 0, 1, got 2',
    MODEL,
  ],
  [
    'a class in quotes',
    (id) => ({ prediction_id: id, actual_outcome: '1' }),
    422,
    'unknown_class',
    'got "1"',
    MODEL,
  ],
  [
    'a boolean',
    (id) => ({ prediction_id: id, actual_outcome: true }),
    422,
    'unknown_class',
    'got true',
    MODEL,
  ],
  [
    'an object',
    (id) => ({ prediction_id: id, actual_outcome: {} }),
    422,
    'unknown_class',
    'got an object',
    MODEL,
  ],
  [
    'a predicted class the model does not have',
    (id) => ({ prediction_id: id, actual_outcome: 1, predicted_outcome: 7 }),
    422,
    'unknown_class',
    'predicted_outcome: expected one of 0, 1, got 7',
    MODEL,
  ],
  [
    'a predicted_outcome that contradicts the record',
    (id, label) => ({ prediction_id: id, actual_outcome: 1, predicted_outcome: 1 - label }),
    422,
    'contradiction',
    'which was answered, got',
    MODEL,
  ],
];

test.each(REFUSED)(
  '%s is refused, recorded, and no outcome',
  async (_, body, status, reason, detail, model) => {
    const before = await auditedLog(runtime.store, 'feedback');
    const answer = await send(feedback, post(body(prediction.prediction_id, prediction.label)));
    expectProblem(answer, status, reason);
    expect(answer.body.detail).toContain(detail);
    const { records } = await auditedLog(runtime.store, 'feedback');
    expect(records).toHaveLength(before.records.length + 1);
    expect(records).toContainEqual({
      type: 'rejected_outcome',
      time: expect.any(String),
      model,
      source: 'api',
      reason,
    });
    expect(records.filter(({ type }) => type === 'outcome')).toEqual(
      before.records.filter(({ type }) => type === 'outcome'),
    );
  },
);

test('a key that is none is refused', async () => {
  const { prediction_id } = prediction;
  expectProblem(
    await send(feedback, post({ prediction_id, actual_outcome: 1 }, { key: ' ' })),
    400,
    'idempotency_key',
  );
});

test('a compressed body is refused', async () => {
  const { prediction_id } = prediction;
  const answer = await send(feedback, compressed(post({ prediction_id, actual_outcome: 1 })));
  expectProblem(answer, 415, 'unsupported_encoding');
});

test('the refusals above are all that a request can cause by itself', () => {
  const elsewhere = [
    'idempotency_key',
    'unsupported_encoding',
    'in_progress',
    'store_unavailable',
    'internal',
  ];
  expect(new Set([...REFUSED.map(([, , , reason]) => reason), ...elsewhere])).toEqual(
    new Set(FEEDBACK_REASONS),
  );
});

test('the rolling accuracy is of what came through the handler: duplicates count once, the latest of a source wins', async () => {
  const fresh = await testRuntime();
  const [ask, tell] = await Promise.all([openPredictHandler(fresh), openFeedbackHandler(fresh)]);
  const ids: { id: string; label: number }[] = [];
  const { body } = await send(ask, post({ instances: Array.from({ length: 8 }, () => APPLICATION) }));
  for (const { prediction_id, label } of body.predictions) ids.push({ id: prediction_id, label });
  const say = async (i: number, correct: boolean) => {
    const { id, label } = ids[i]!;
    const request = { prediction_id: id, actual_outcome: correct ? label : 1 - label };
    expect((await send(tell, post(request))).status).toBe(200);
    // Keys are ordered by the millisecond.
    await new Promise((resolve) => setTimeout(resolve, 2));
  };
  for (let i = 0; i < 8; i++) await say(i, i < 5);
  expect(await rolling(fresh.store, MODEL)).toEqual({ outcomes: 8, correct: 5 });
  await say(0, true);
  await say(1, false);
  expect(await rolling(fresh.store, MODEL)).toEqual({ outcomes: 8, correct: 4 });
});
