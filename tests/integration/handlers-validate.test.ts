import { join } from 'node:path';
import { createHandler as createNightly } from '../../functions/nightly.ts';
import { rolling } from '../../lib/feedback/recent.ts';
import { findRecord } from '../../lib/log/find.ts';
import { parseId } from '../../lib/log/id.ts';
import { openApi } from '../../lib/openapi/document.ts';
import { openDatabase } from '../../lib/profile/duckdb.ts';
import { openNightly } from '../../lib/runtime/open-nightly.ts';
import {
  type Answer,
  APPLICATION,
  expectProblem,
  type HttpHandler,
  post,
  reviewQueue,
  send,
  validation,
} from '../support/handler-event.ts';
import {
  auditedLog,
  openFeedbackHandler,
  openPredictHandler,
  type TestRuntime,
  testRuntime,
} from '../support/handler-runtime.ts';
import { accepts } from '../support/json-schema.ts';
import { awayFromMidnight } from '../support/midnight.ts';
import { collect } from '../support/store-collect.ts';

const MODEL = 'loan-approval';

beforeAll(awayFromMidnight);

/** All rows of a Parquet file. */
const shown = (file: string): string => `SELECT COLUMNS(*)::VARCHAR FROM read_parquet('${file}')`;

/** The functions over a store of their own. */
async function environment(secondReviewShare = 0) {
  const runtime = await testRuntime();
  runtime.config.secondReviewShare = secondReviewShare;
  const [predict, feedback] = await Promise.all([openPredictHandler(runtime), openFeedbackHandler(runtime)]);
  const nightly = createNightly(await openNightly(runtime));
  const ask = async (count: number): Promise<Answer['body'][]> => {
    const instances = Array.from({ length: count }, (_, i) => ({
      ...APPLICATION,
      income: 20_000 + 2_000 * i,
    }));
    return (await send(predict, post({ instances }))).body.predictions;
  };
  const queue = async (parameters: Record<string, string> = {}): Promise<Answer['body']> => {
    const { status, body } = await send(feedback, reviewQueue({ model: MODEL, ...parameters }));
    expect(status).toBe(200);
    return body;
  };
  const review = (reviewer_id: string, prediction_id: string, validated_outcome: unknown = 1) =>
    send(feedback, validation({ reviewer_id, prediction_id, validated_outcome }));
  return { runtime, feedback, hourly: () => nightly({ hourly: true }), ask, queue, review };
}

const ids = (page: Answer['body']): string[] =>
  page.items.map(({ prediction_id }: { prediction_id: string }) => prediction_id);

describe('a review', () => {
  let runtime: TestRuntime;
  let feedback: HttpHandler;
  let prediction: Answer['body'];
  let other: Answer['body'];

  beforeAll(async () => {
    const opened = await environment();
    ({ runtime, feedback } = opened);
    [prediction, other] = await opened.ask(2);
  });

  const REVIEWER = 'Zoë Ölund <zoe@example.com>';
  const body = (change: Record<string, unknown> = {}) => ({
    reviewer_id: REVIEWER,
    prediction_id: prediction.prediction_id,
    validated_outcome: 1,
    ...change,
  });

  test('is an outcome that nobody outweighs, with the reviewer and the note in its record', async () => {
    const { prediction_id, label, version, score } = prediction;
    const tell = { prediction_id, actual_outcome: 1 - label };
    expect((await send(feedback, post(tell))).status).toBe(200);
    expect(await rolling(runtime.store, MODEL)).toEqual({ outcomes: 1, correct: 0 });
    const answer = await send(
      feedback,
      validation(body({ validated_outcome: label, note: ' pays well \n' })),
    );
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.body).toEqual({
      outcome_id: expect.any(String),
      prediction_id,
      model: MODEL,
      version,
      predicted_outcome: label,
      validated_outcome: label,
      correct: true,
      score,
      predicted_at: expect.any(String),
      received_at: expect.any(String),
      source: 'reviewer',
      reviewer_id: REVIEWER,
    });
    const { responses } = openApi(runtime.definitions).paths['/validate'].post as Answer['body'];
    expect(accepts(responses['200'].content['application/json'].schema, answer.body)).toBe(true);
    const id: string = answer.body.outcome_id;
    expect(await findRecord(runtime.store, id, parseId(id, 'feedback')!)).toMatchObject({
      type: 'outcome',
      source: 'reviewer',
      confidence: 1,
      reviewer: REVIEWER,
      note: 'pays well',
      actual: label,
    });
    expect(await rolling(runtime.store, MODEL)).toEqual({ outcomes: 1, correct: 1 });
  });

  test('that is sent again with its key is one', async () => {
    const event = () =>
      validation(body({ prediction_id: other.prediction_id, note: null }), { key: 'review-1' });
    const first = await send(feedback, event());
    expect(first.status).toBe(200);
    expect(await send(feedback, event())).toEqual(first);
    const { records } = await auditedLog(runtime.store, 'feedback');
    const mine = records.filter(
      (record) => record.type === 'outcome' && record.prediction_id === other.prediction_id,
    );
    expect(mine).toHaveLength(1);
    expect(mine[0]).not.toHaveProperty('note');
  });

  type Case = [string, Record<string, unknown>, number, string, string];
  test.each<Case>([
    ['no reviewer', { reviewer_id: undefined }, 400, 'invalid_request', 'got no reviewer_id'],
    [
      'an empty reviewer',
      { reviewer_id: '' },
      400,
      'invalid_request',
      'reviewer_id: expected a text of 1 to 100',
    ],
    ['a reviewer with space around', { reviewer_id: ' a' }, 400, 'invalid_request', 'got a text of 2'],
    ['a reviewer of two lines', { reviewer_id: 'a\nb' }, 400, 'invalid_request', 'on one line'],
    ['half a character', { reviewer_id: 'a\ud800b' }, 400, 'invalid_request', 'got a text of 3'],
    ['a long reviewer', { reviewer_id: 'a'.repeat(101) }, 400, 'invalid_request', 'got a text of 101'],
    ['a number', { reviewer_id: 7 }, 400, 'invalid_request', 'got a number'],
    ['no outcome', { validated_outcome: null }, 400, 'invalid_request', 'got no validated_outcome'],
    ['an outcome of feedback', { actual_outcome: 1 }, 400, 'invalid_request', 'the field "actual_outcome"'],
    [
      'a long note',
      { note: 'a'.repeat(1001) },
      400,
      'invalid_request',
      'note: expected a text of at most 1000',
    ],
    ['a note that is none', { note: 5 }, 400, 'invalid_request', 'got a number'],
    ['an id that is none', { prediction_id: 'x' }, 400, 'invalid_id', 'got "x"'],
    [
      'no class',
      { validated_outcome: 2 },
      422,
      'unknown_class',
      'validated_outcome: expected one of 0, 1, got 2',
    ],
  ])(
    'with %s is refused and counted, and no value of it is kept',
    async (_, change, status, reason, detail) => {
      const counted = async () =>
        (await auditedLog(runtime.store, 'feedback')).records.filter(
          (record) => record.type === 'rejected_outcome' && record.source === 'reviewer',
        );
      const before = await counted();
      const answer = await send(feedback, validation(body(change)));
      expectProblem(answer, status, reason);
      expect(answer.body.detail).toContain(detail);
      const model = reason === 'unknown_class' ? MODEL : 'unknown';
      const record = {
        type: 'rejected_outcome',
        time: expect.any(String),
        model,
        source: 'reviewer',
        reason,
      };
      expect(await counted()).toEqual(expect.arrayContaining([...before, record]));
      expect(await counted()).toHaveLength(before.length + 1);
    },
  );

  test('keeps its note in its record and nowhere else, whatever is made of the log', async () => {
    const nightly = createNightly(await openNightly(runtime));
    const note = 'remembers that the applicant moved';
    expect((await send(feedback, validation(body({ note })))).status).toBe(200);
    await nightly({ date: new Date().toISOString().slice(0, 10) });
    const database = await openDatabase(runtime.directory);
    const having: string[] = [];
    const reviewed: string[] = [];
    for (const { key } of await collect(runtime.store.list(''))) {
      const stored = Buffer.from((await runtime.store.get(key))!.body).toString();
      const file = join(runtime.directory, key);
      const text = key.endsWith('.parquet') ? JSON.stringify(await database.all(shown(file))) : stored;
      if (text.includes(REVIEWER)) reviewed.push(key.split('/').slice(0, 2).join('/'));
      if (text.includes(note)) having.push(key.split('/').slice(0, 2).join('/'));
    }
    database.close();
    expect(having).toEqual(['log/feedback']);
    // The reviewer is part of the archive, so that it is known how far reviewers agree.
    expect(reviewed.sort()).toEqual(['archive/outcomes', 'log/feedback']);
  });
});

describe('the review queue', () => {
  test('is paged: every prediction once, the least certain first, also while others review', async () => {
    const { runtime, hourly, ask, queue, review } = await environment();
    expect(await queue()).toEqual({ model: MODEL, made_at: null, waiting: 0, items: [], next_cursor: null });
    const predictions = await ask(30);
    await hourly();
    const all = await queue();
    expect(all.waiting).toBe(30);
    expect(new Set(ids(all))).toEqual(new Set(predictions.map(({ prediction_id }) => prediction_id)));
    const order = all.items.map(({ uncertainty }: { uncertainty: number }) => uncertainty);
    expect(order).toEqual([...order].sort((a, b) => b - a));
    const { threshold } = runtime.definitions[0]!;
    const one = all.items[0];
    const asked = predictions.find(({ prediction_id }) => prediction_id === one.prediction_id);
    expect(one).toEqual({
      prediction_id: asked.prediction_id,
      predicted_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      version: asked.version,
      predicted_outcome: asked.label,
      score: asked.score,
      probabilities: Object.values(asked.probabilities),
      uncertainty: Math.round((1 - Math.abs(asked.score - threshold!)) * 100) / 100,
      features: { ...APPLICATION, income: one.features.income },
    });
    const { responses } = openApi(runtime.definitions).paths['/validate'].get as Answer['body'];
    expect(accepts(responses['200'].content['application/json'].schema, all)).toBe(true);

    const seen: string[] = [];
    let page = await queue({ limit: '7' });
    for (;;) {
      seen.push(...ids(page));
      if (page.next_cursor === null) break;
      // What has been seen leaves the queue, and the next page is none the less the next.
      expect((await review('anna', ids(page)[0]!)).status).toBe(200);
      page = await queue({ limit: '7', cursor: page.next_cursor });
    }
    expect(seen).toEqual(ids(all));
  });

  test('loses at once what was judged, and does not get it back', async () => {
    const { hourly, ask, queue, review } = await environment();
    const predictions = await ask(4);
    await hourly();
    const judged: string = predictions[1].prediction_id;
    await review('anna', judged);
    const left = predictions.map(({ prediction_id }) => prediction_id).filter((id) => id !== judged);
    for (const parameters of [{}, { reviewer_id: 'anna' }, { reviewer_id: 'ben' }]) {
      expect(new Set(ids(await queue(parameters)))).toEqual(new Set(left));
    }
    await hourly();
    expect(new Set(ids(await queue()))).toEqual(new Set(left));
  });

  test('asks somebody else too where two are wanted, and nobody a third time', async () => {
    const { hourly, ask, queue, review } = await environment(1);
    const [{ prediction_id: id }] = await ask(1);
    await hourly();
    const seenBy = async () => {
      const seen: string[] = [];
      for (const reviewer_id of ['anna', 'ben', 'cleo'])
        if (ids(await queue({ reviewer_id })).includes(id)) seen.push(reviewer_id);
      if (ids(await queue()).includes(id)) seen.push('nobody in particular');
      return seen;
    };
    expect(await seenBy()).toEqual(['anna', 'ben', 'cleo', 'nobody in particular']);
    await review('anna', id);
    expect(await seenBy()).toEqual(['ben', 'cleo']);
    await hourly();
    expect(await seenBy()).toEqual(['ben', 'cleo']);
    // Somebody who thinks again is no second reviewer.
    await review('anna', id, 0);
    expect(await seenBy()).toEqual(['ben', 'cleo']);
    await review('ben', id);
    expect(await seenBy()).toEqual([]);
    await hourly();
    expect(await seenBy()).toEqual([]);
  });

  test.each<[string, Record<string, string>, number, string, string]>([
    ['no model', {}, 400, 'invalid_request', 'model: expected one of loan-approval, got none'],
    ['a model that is none', { model: 'x' }, 404, 'unknown_model', 'got "x"'],
    [
      'a limit of nothing',
      { model: MODEL, limit: '0' },
      400,
      'invalid_request',
      'limit: expected 1 to 200, got "0"',
    ],
    ['too much', { model: MODEL, limit: '201' }, 400, 'invalid_request', 'got "201"'],
    ['a part', { model: MODEL, limit: '1.5' }, 400, 'invalid_request', 'got "1.5"'],
    [
      'a cursor that is none',
      { model: MODEL, cursor: 'e30' },
      400,
      'invalid_request',
      'cursor: expected the next_cursor',
    ],
    ['a cursor cut off', { model: MODEL, cursor: 'WzEs' }, 400, 'invalid_request', 'got "WzEs"'],
    ['no reviewer', { model: MODEL, reviewer_id: '' }, 400, 'invalid_request', 'reviewer_id: expected'],
    ['a parameter that there is not', { model: MODEL, page: '2' }, 400, 'invalid_request', 'got "page"'],
  ])(
    'asked for with %s is refused, and nothing is counted',
    async (_, parameters, status, reason, detail) => {
      const { runtime, feedback } = await environment();
      const answer = await send(feedback, reviewQueue(parameters));
      expectProblem(answer, status, reason);
      expect(answer.body.detail).toContain(detail);
      expect((await auditedLog(runtime.store, 'feedback')).records).toEqual([]);
    },
  );
});
