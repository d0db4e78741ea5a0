import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Api, startApi } from '../../infra/bundle/offline.ts';
import type { OutcomeRecord, PredictionRecord } from '../../lib/log/record.ts';
import { openDatabase } from '../../lib/profile/duckdb.ts';
import { parseReference } from '../../lib/profile/reference.ts';
import { FileStore } from '../../lib/store/file.ts';
import { percent } from '../../lib/wording/numbers.ts';
import { unseenRows } from '../support/baseline.ts';
import { auditedLog } from '../support/handler-runtime.ts';

const root = resolve(__dirname, '../..');
let directory: string;
let api: Api;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'driftgate-simulate-'));
  const env = { DRIFTGATE_STORE: `file:${join(directory, 'store')}`, DRIFTGATE_PUSHGATEWAY_URL: '' };
  api = await startApi({ root, directory, env });
});

afterAll(async () => {
  await api?.stop();
  await rm(directory, { recursive: true, force: true });
});

/** The command as a user runs it in `directory`, and what it prints. */
function start(...args: string[]) {
  const node = ['--disable-warning=ExperimentalWarning', 'models/simulate.ts', ...args];
  const child = spawn(process.execPath, node, { env: { ...process.env, INIT_CWD: directory } });
  const printed = { out: '', error: '' };
  child.stdout.on('data', (chunk) => (printed.out += chunk));
  child.stderr.on('data', (chunk) => (printed.error += chunk));
  const ended = once(child, 'close').then(([code]) => ({
    code,
    out: printed.out.trimEnd().split('\n'),
    error: printed.error.trimEnd().split('\n'),
  }));
  return { child, printed, ended };
}

const simulate = (model: string, ...args: string[]) =>
  start('--model', model, '--url', api.url, '--seed', 'a', ...args).ended;

async function logged(model: string) {
  const store = new FileStore(join(directory, 'store'));
  const [predict, feedback] = [await auditedLog(store, 'predict'), await auditedLog(store, 'feedback')];
  return {
    predictions: predict.records.filter(
      (record): record is PredictionRecord => record.type === 'prediction' && record.model === model,
    ),
    outcomes: feedback.records.filter(
      (record): record is OutcomeRecord => record.type === 'outcome' && record.model === model,
    ),
  };
}

test('unseen rows with drift, and late outcomes of some, are in the log as the summary says', async () => {
  const drift = ['--drift', 'income:+0.5sd', '--drift', 'loan_purpose:5=0.6'];
  const outcomes = ['--outcomes', '0.4', '--delay', 'uniform:500ms..1s'];
  const args = ['--predictions', '200', ...outcomes, ...drift, '--ledger', 'first.ndjson'];
  const { code, out, error } = await simulate('loan-approval', ...args);
  const text = readFileSync('models/loan-approval/reference.json', 'utf8');
  const by = 0.5 * parseReference(text, 'it').standard_deviations.features.income!;
  const { predictions, outcomes: told } = await logged('loan-approval');
  const correct = told.filter(({ actual, prediction }) => actual === prediction.label).length;
  const approved = predictions.filter(({ label }) => label === 1).length;
  expect({ code, out }).toEqual({
    code: 0,
    out: [
      '200 of the 2000 rows of models/loan-approval/unseen.ndjson',
      `drift: income +${Number(by.toPrecision(6))} in 200 of 200 rows`,
      expect.stringMatching(/^drift: loan_purpose is 5 in 120 of 200 rows, \d+ before$/),
      `to loan-approval 1.0.0 at ${api.url}`,
      expect.stringMatching(/^80 outcomes, at most (1 s|9\d\d(\.\d)? ms) late$/),
      'seed a',
      'predictions  200 sent, 200 answered, 0 rejected',
      `classes      ${200 - approved} 0, ${approved} 1`,
      'outcomes     80 sent, 80 accepted, 0 rejected',
      `accuracy     ${percent(correct / 80)}: ${correct} of 80 outcomes are as predicted`,
      '120 predictions have no outcome yet: npm run simulate -- --model loan-approval --outcomes-only --ledger first.ndjson',
    ],
  });
  expect(error.at(-1)).toBe('200 of 200 predictions, 80 of 80 outcomes');

  const own = (
    { age, loan_amount, credit_score, employment_status }: Record<string, unknown>,
    income: number,
  ) => [age, loan_amount, credit_score, employment_status, income].join(' ');
  const actuals = new Map(
    (await unseenRows('loan-approval', 2000)).map(({ features, actual }) => [
      own(features, (features.income as number) + by),
      actual,
    ]),
  );
  expect(new Set(predictions.map(({ id }) => id)).size).toBe(200);
  expect(predictions.filter(({ features }) => features.loan_purpose === 5)).toHaveLength(120);
  for (const { features } of predictions)
    expect(actuals.has(own(features, features.income as number))).toBe(true);
  expect(new Set(told.map(({ prediction_id }) => prediction_id)).size).toBe(80);
  for (const { actual, time, prediction } of told) {
    const { features, time: predicted } = prediction;
    expect(actual).toBe(actuals.get(own(features, features.income as number)));
    expect(Date.parse(time) - Date.parse(predicted)).toBeGreaterThanOrEqual(500);
  }
});

test('outcomes of an earlier run are sent later, each once', async () => {
  const args = ['--model', 'loan-approval', '--outcomes-only', '--ledger', 'first.ndjson', '--seed', 'b'];
  const part = await start(...args, '--outcomes', '0.25', '--rate', '60').ended;
  expect(part.code).toBe(0);
  expect(part.out).toContain('outcomes     30 sent, 30 accepted, 0 rejected');
  const rest = await start(...args).ended;
  expect(rest.code).toBe(0);
  expect(rest.out[0]).toMatch(/^90 predictions of the run of .* have no outcome yet$/);
  expect(rest.out).toContain('outcomes     90 sent, 90 accepted, 0 rejected');
  expect(rest.out.at(-1)).toMatch(/^accuracy {5}\d\d\.\d\s%: \d+ of 90 outcomes are as predicted$/);
  const { outcomes } = await logged('loan-approval');
  expect(outcomes).toHaveLength(200);
  expect(new Set(outcomes.map(({ prediction_id }) => prediction_id)).size).toBe(200);
  const none = await start(...args).ended;
  expect([none.code, none.error[0]]).toEqual([2, expect.stringContaining('without an outcome, got none')]);
  const other = await start('--model', 'churn', '--outcomes-only', '--ledger', 'first.ndjson').ended;
  expect(other.error[0]).toContain('expected predictions of churn, got loan-approval');
});

test('a file of the user is sent as it is: what is refused is counted by its reason', async () => {
  const header = 'age,income,loan_amount,loan_term,credit_score,employment_status,loan_purpose,approved';
  const rest = '75000,25000,36,720,1,1';
  const rows = [
    `35,${rest},1`,
    `7,${rest},0`,
    `x,${rest},0`,
    `40,${rest},`,
    `41,${rest},maybe`,
    '42,1',
    `9,${rest},1`,
  ];
  await writeFile(join(directory, 'own.csv'), [header, ...rows].join('\n'));
  const { code, out, error } = await simulate(
    'loan-approval',
    '--data',
    'own.csv',
    '--ledger',
    'own.ndjson',
    '--concurrency',
    '1',
  );
  expect(code).toBe(1);
  expect(error.slice(0, 3)).toEqual([
    'own.csv line 6: approved: expected one of 0, 1; sent without an outcome',
    'own.csv line 7: expected 8 cells as in the header, got 2',
    '2 rows left out or without an outcome',
  ]);
  expect([out[0], ...out.slice(4)]).toEqual([
    '6 of the 6 rows of own.csv',
    'predictions  6 sent, 3 answered, 3 rejected',
    '  2 out_of_range, such as: /age: expected an integer of 18 to 100 years, got 7',
    '  1 wrong_type, such as: /age: expected an integer of 18 to 100 years, got "x"',
    'classes      3 1',
    'outcomes     1 sent, 1 accepted, 0 rejected',
    'accuracy     100.0\u00a0%: 1 of 1 outcomes are as predicted',
  ]);
});

test('a text model, from a Parquet file without labels, with more predictions than rows', async () => {
  const parquet = join(directory, 'texts.parquet');
  const database = await openDatabase(directory);
  const texts = "SELECT unnest(['A joy from start to end.', 'Dull and far too long.']) AS text, 7 AS other";
  await database.run(`COPY (${texts}) TO '${parquet}' (FORMAT parquet)`);
  database.close();
  const args = ['--data', 'texts.parquet', '--predictions', '30', '--ledger', 'texts.ndjson'];
  const { code, out } = await simulate('sentiment', ...args);
  expect(code).toBe(0);
  expect(out[0]).toBe('30 rows, drawn with replacement from the 2 of texts.parquet');
  expect(out.slice(2, 5)).toEqual(['0 outcomes', 'seed a', 'predictions  30 sent, 30 answered, 0 rejected']);
  expect(out.at(-1)).toBe('outcomes     0 sent, 0 accepted, 0 rejected');
  expect((await logged('sentiment')).predictions).toHaveLength(30);
});

test('Ctrl-C ends it with the totals so far, and the rest can be sent later', async () => {
  const args = ['--predictions', '3000', '--rate', '150', '--delay', 'fixed:1h', '--ledger', 'cut.ndjson'];
  const { child, printed, ended } = start('--model', 'loan-risk', '--url', api.url, ...args);
  while (!printed.error.includes(' of 3000 predictions')) await once(child.stderr, 'data');
  child.kill('SIGINT');
  child.kill('SIGINT'); // a terminal sends it to npm too, which passes it on
  const { code, out } = await ended;
  const answered = (await logged('loan-risk')).predictions.length;
  expect(answered).toBeGreaterThanOrEqual(600);
  expect(answered).toBeLessThan(3000);
  expect(code).toBe(130);
  expect(out).toEqual(
    expect.arrayContaining([
      '3000 rows, drawn with replacement from the 2000 of models/loan-risk/unseen.ndjson',
      `predictions  ${answered} sent, ${answered} answered, 0 rejected, ${3000 - answered} not sent`,
      'outcomes     0 sent, 0 accepted, 0 rejected, 3000 not sent',
    ]),
  );
  const later = ['--model', 'loan-risk', '--outcomes-only', '--outcomes', '0.05', '--ledger', 'cut.ndjson'];
  const count = Math.round(0.05 * answered);
  expect((await start(...later).ended).out).toContain(
    `outcomes     ${count} sent, ${count} accepted, 0 rejected`,
  );
});

test('outcomes of predictions that the API does not know are counted as rejected', async () => {
  const header = { model: 'churn', url: api.url, began: '2026-11-21T07:00:00.000Z', seed: 'a' };
  const gone = { prediction_id: 'churn.2026112107.0003.k3v9x2ab7q.0.17', actual: 1 };
  await writeFile(join(directory, 'gone.ndjson'), `${JSON.stringify(header)}\n${JSON.stringify(gone)}\n`);
  const { code, out } = await simulate('churn', '--outcomes-only', '--ledger', 'gone.ndjson');
  expect(code).toBe(1);
  expect(out).toContain('outcomes     1 sent, 0 accepted, 1 rejected');
  expect(out.join('\n')).toContain('  1 unknown_prediction, such as: ');
});

test('nothing is sent where there is no API', async () => {
  const { code, out, error } = await start('--model', 'churn', '--url', 'http://127.0.0.1:9').ended;
  expect({ code, out, error }).toEqual({
    code: 2,
    out: [''],
    error: [
      expect.stringContaining(
        'expected an API that serves churn, as npm run demo starts one, got unreachable',
      ),
    ],
  });
});
