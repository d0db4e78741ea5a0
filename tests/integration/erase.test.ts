import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createHandler as createNightly } from '../../functions/nightly.ts';
import type { Cohort } from '../../lib/archive/cohort.ts';
import { cohortKey, reportKey } from '../../lib/archive/keys.ts';
import { listAll } from '../../lib/archive/list-all.ts';
import { erase as eraseAll } from '../../lib/erasure/erase.ts';
import type { Report } from '../../lib/nightly/report.ts';
import { getJson } from '../../lib/nightly/stored.ts';
import { openDatabase } from '../../lib/profile/duckdb.ts';
import { newId } from '../../lib/runtime/function-log.ts';
import { openNightly } from '../../lib/runtime/open-nightly.ts';
import { FileStore } from '../../lib/store/file.ts';
import { S3Store } from '../../lib/store/s3.ts';
import type { Store } from '../../lib/store/store.ts';
import {
  APPLICATION,
  expectProblem,
  type HttpHandler,
  post,
  send,
  validation,
} from '../support/handler-event.ts';
import {
  auditedLog,
  openFeedbackHandler,
  openPredictHandler,
  type TestRuntime,
  temporaryDirectory,
  testRuntime,
} from '../support/handler-runtime.ts';
import { awayFromMidnight } from '../support/midnight.ts';
import { createBucket } from '../support/s3.ts';
import { foldersWith, storeTexts } from '../support/store-texts.ts';

const MODEL = 'loan-approval';
const DAY_MS = 24 * 3600_000;
/** Of the erased one: its income, and what a reviewer wrote. */
const INCOME = 71_234.5;
const NOTE = 'called Xanthippe';
const ENTITY = 'loan-4711';

interface Kind {
  store: Store;
  env: Record<string, string>;
}

const KINDS: Record<string, () => Promise<Kind>> = {
  file: async () => {
    const directory = await temporaryDirectory();
    return { store: new FileStore(directory), env: { DRIFTGATE_STORE: `file:${directory}` } };
  },
  s3: async () => {
    const options = await createBucket();
    const env = {
      DRIFTGATE_STORE: `s3://${options.bucket}`,
      DRIFTGATE_S3_ENDPOINT: options.endpoint,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: 'us-east-1',
    };
    return { store: new S3Store(options), env };
  },
};

/** The command as npm runs it. */
async function eraseIn(env: Record<string, string>, ...args: string[]) {
  const node = ['--disable-warning=ExperimentalWarning', 'models/erase.ts', ...args];
  const hashKey = { DRIFTGATE_HASH_KEY: 'a key of the tests' };
  const child = spawn(process.execPath, node, { env: { ...process.env, ...env, ...hashKey } });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data) => {
      output += data;
    });
  const code = await new Promise((done) => child.on('close', done));
  const counts: Record<string, number> = Object.fromEntries(
    [...output.matchAll(/^(\w.*?) {2,}(\d+) +(\d+)$/gm)].map(([, what, records]) => [what, Number(records)]),
  );
  return { code, output, counts };
}

test.each([
  [[], 'expected --prediction <id>, or --entity <id>'],
  [['--prediction', 'x'], 'expected the id of a prediction, got "x"'],
  [['--entity', ' '], '--entity: expected an id of 1 to 200 characters, got " "'],
  [['--entity', 'e', '--model', 'x'], '--model: expected one with entities (there is none), got x'],
])('%j is not understood', async (args, problem) => {
  const { env } = await KINDS.file!();
  expect(await eraseIn(env, ...args)).toMatchObject({ code: 2, output: expect.stringContaining(problem) });
});

test('by entity, rows of files that name it go too, whether or not there are predictions', async () => {
  const { store, env } = await KINDS.file!();
  const mapping = { entity_id: 'loan', outcome: 'o' };
  const source = { name: 'loans', kind: 'file', confidence: 1, mapping, models: [MODEL] };
  const sources = join(await temporaryDirectory(), 'sources.json');
  await writeFile(sources, JSON.stringify({ sources: [source] }));
  await store.put('outcomes-rejected/loans/may.csv', `loan,o\n${ENTITY},1\nother,1\n`);
  await store.put('outcomes-inbox/loans/june.csv', 'loan,o\n');
  const from = { ...env, DRIFTGATE_OUTCOME_SOURCES: sources };
  const { code, output, counts } = await eraseIn(from, '--entity', ` ${ENTITY}`);
  expect({ code, counts }).toEqual({ code: 0, counts: { 'rows of files that name the entity': 1 } });
  expect(output).toContain('files in outcomes-inbox/: 1; where they name the entity, erase it again');
  expect(foldersWith(await storeTexts(store), ENTITY)).toEqual([]);
  expect((await eraseIn(from, '--entity', ENTITY)).code).toBe(1);
});

beforeAll(awayFromMidnight);

describe.each(Object.keys(KINDS))('on a %s store', (kind) => {
  let env: Record<string, string>;
  let runtime: TestRuntime;
  let predict: HttpHandler;
  let feedback: HttpHandler;
  let nightly: ReturnType<typeof createNightly>;
  let ids: string[];
  let erased: string;
  let date: string;
  let rows: Record<string, unknown>[];

  const erase = (...args: string[]) => eraseIn(env, ...args);

  const runNightly = async () => {
    const summary = await nightly({ date });
    expect(summary.kept).toEqual([]);
    expect(summary.days[0]!.counters.map(({ function: of, differing }) => [of, differing])).toEqual([
      ['predict', 0],
      ['feedback', 0],
    ]);
    return (await getJson<Report>(runtime.store, reportKey(MODEL, date)))!;
  };

  beforeAll(async () => {
    const { store, env: own } = await KINDS[kind]!();
    env = own;
    runtime = await testRuntime({ store });
    // Then a prediction that was judged once stays in the queue.
    runtime.config.secondReviewShare = 1;
    [predict, feedback] = await Promise.all([openPredictHandler(runtime), openFeedbackHandler(runtime)]);
    nightly = createNightly({ ...(await openNightly(runtime)), now: () => Date.now() + DAY_MS });
    rows = Array.from({ length: 8 }, (_, i) => ({
      ...APPLICATION,
      income: i === 3 ? INCOME : 30_000 + 1_000 * i,
      ...(i < 4 && { entity_id: i === 3 ? ENTITY : `loan-${i}` }),
    }));
    const { body } = await send(predict, post({ instances: rows }, { key: 'first' }));
    ids = body.predictions.map(({ prediction_id }: { prediction_id: string }) => prediction_id);
    erased = ids[3]!;
    date = `${erased.split('.')[1]!.slice(0, 8)}`.replace(/(....)(..)(..)/, '$1-$2-$3');
    const outcomes = ids.slice(0, 6).map((prediction_id, i) => ({ prediction_id, actual_outcome: i % 2 }));
    expect((await send(feedback, post({ outcomes }, { key: 'outcomes' }))).body.accepted).toBe(6);
    const review = { reviewer_id: 'anna', prediction_id: erased, validated_outcome: 1, note: NOTE };
    expect((await send(feedback, validation(review))).status).toBe(200);
    expect((await runNightly()).counts).toEqual({ predictions: 8, outcomes: 7 });
  });

  test('what was known of a prediction is in many places before', async () => {
    const texts = await storeTexts(runtime.store);
    expect(foldersWith(texts, String(INCOME))).toEqual(['archive', 'log', 'review']);
    expect(foldersWith(texts, NOTE)).toEqual(['log']);
    expect(foldersWith(texts, erased)).toEqual([
      'archive',
      'entities',
      'log',
      'recent',
      'review',
      'reviewed',
    ]);
  });

  test('a prediction nobody made is said not to be there', async () => {
    const nobody = erased.replace(/\d+$/, '99');
    const { code, output, counts } = await erase('--prediction', nobody);
    expect([code, Math.max(...Object.values(counts))]).toEqual([1, 0]);
    expect(output).toContain(`the log has no prediction ${nobody}`);
  });

  test('erased, nothing of it is left but its id in tombstones and orders', async () => {
    const { code, counts } = await erase('--prediction', erased);
    expect({ code, counts }).toEqual({
      code: 0,
      counts: {
        'predictions in the log': 1,
        'outcomes in the log': 2,
        'predictions in the archive': 1,
        'outcomes in the archive': 2,
        'items of the review queue': expect.any(Number),
        'keys of the rolling window': 2,
        'keys of reviews': 1,
        'rows of files of outcomes': 0,
        'keys of entities': 1,
      },
    });
    const texts = await storeTexts(runtime.store);
    for (const gone of [String(INCOME), NOTE, 'anna']) expect(foldersWith(texts, gone)).toEqual([]);
    expect(foldersWith(texts, erased)).toEqual(['erasures', 'log']);
    const { records } = await auditedLog(runtime.store, 'predict');
    expect(records.filter(({ id }) => id === erased)).toEqual([
      {
        type: 'erased_prediction',
        id: erased,
        model: MODEL,
        label: expect.anything(),
        score: expect.any(Number),
      },
    ]);
    expect((await auditedLog(runtime.store, 'feedback')).records.map(({ type }) => type).sort()).toEqual([
      ...Array(2).fill('erased_outcome'),
      ...Array(5).fill('outcome'),
    ]);
  });

  test('again, there is nothing to be done, and it is not an error', async () => {
    const { code, counts } = await erase('--prediction', erased);
    expect([code, Math.max(...Object.values(counts))]).toEqual([0, 0]);
  });

  test('outcomes about it are unknown, and retries are told', async () => {
    expectProblem(await send(predict, post({ instances: rows }, { key: 'first' })), 410, 'idempotency_key');
    const about = { prediction_id: erased, actual_outcome: 1 };
    expectProblem(await send(feedback, post(about)), 404, 'unknown_prediction');
    const byEntity = { entity_id: ENTITY, model: MODEL, actual_outcome: 1 };
    expectProblem(await send(feedback, post(byEntity)), 404, 'unknown_prediction');
    const outcomes = ids.slice(0, 6).map((prediction_id, i) => ({ prediction_id, actual_outcome: i % 2 }));
    const again = (await send(feedback, post({ outcomes }, { key: 'outcomes' }))).body;
    expect([again.accepted, again.unknown, again.results[3].result]).toEqual([5, 1, 'unknown']);
  });

  test('the next prediction goes on in the slot, and the day is done again without the erased one', async () => {
    const before = (await auditedLog(runtime.store, 'predict')).stated.size;
    expect((await send(predict, post(APPLICATION))).status).toBe(200);
    expect((await auditedLog(runtime.store, 'predict')).stated.size).toBe(before);
    expect((await runNightly()).counts).toEqual({ predictions: 8, outcomes: 5 });
    const texts = await storeTexts(runtime.store);
    for (const gone of [String(INCOME), NOTE]) expect(foldersWith(texts, gone)).toEqual([]);
  });

  test('by entity: all its predictions of all models, or of one', async () => {
    const { code, output, counts } = await erase('--entity', 'loan-0');
    expect([code, counts['predictions in the log'], counts['keys of entities']]).toEqual([0, 1, 1]);
    expect(output).toContain('predictions about the entity: 1');
    expect((await erase('--entity', 'loan-1', '--model', MODEL)).code).toBe(0);
    expect((await erase('--entity', 'loan-0')).code).toBe(1);
    expect((await runNightly()).counts).toEqual({ predictions: 6, outcomes: 3 });
    // Of the key of the first request no answer can be given any more: it names where its records lay.
    const texts = await storeTexts(runtime.store);
    expect(foldersWith(texts, ids[0]!)).toEqual(['erasures', 'idempotency', 'log']);
  });

  test('of a day of which everything was erased, nothing is counted', async () => {
    const { records } = await auditedLog(runtime.store, 'predict');
    const all = records.flatMap((record) => (record.type === 'prediction' ? record.id : []));
    const database = await openDatabase(await temporaryDirectory());
    const context = { store: runtime.store, database, directory: await temporaryDirectory(), newId };
    await eraseAll(context, all, Date.now());
    database.close();
    expect((await runNightly()).counts).toEqual({ predictions: 0, outcomes: 0 });
    const kept = await listAll(runtime.store, `profiles/model=${MODEL}/`);
    expect(kept).toEqual([]);
    const cohort = await getJson<Cohort>(runtime.store, cohortKey(MODEL, date));
    expect(cohort).toMatchObject({ outcomes: 0, profiles: [] });
  });
});
