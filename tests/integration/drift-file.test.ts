import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openDatabase } from '../../lib/profile/duckdb.ts';
import { unseenRows } from '../support/baseline.ts';
import { csvOf, drift, jsonOf } from '../support/drift-command.ts';
import { temporaryDirectory } from '../support/handler-runtime.ts';

const MODEL = 'loan-refinance';
const LABEL = 'approved';

async function files(contents: Record<string, string>): Promise<string> {
  const directory = await temporaryDirectory();
  for (const [name, text] of Object.entries(contents)) await writeFile(join(directory, name), text);
  return directory;
}

const run = (directory: string, data: string, ...args: string[]) =>
  drift(directory, '--model', MODEL, '--data', data, ...args);

test('the rows of the reference are no drift at all, and answered as well as in it', async () => {
  const text = await readFile(`models/${MODEL}/holdout.ndjson`, 'utf8');
  const rows = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const directory = await files({ 'rows.csv': csvOf(rows, LABEL) });
  const {
    drift: found,
    performance,
    rows: read,
    decision,
  } = jsonOf(await run(directory, 'rows.csv', '--json'));
  expect(read).toEqual({ used: rows.length, labelled: rows.length, label: LABEL, refused: 0, refusals: [] });
  expect([...found.features, found.score, found.class_balance].map(({ kl_divergence: kl }) => kl)).toEqual(
    Array.from({ length: found.features.length + 2 }, () => 0),
  );
  expect(performance.window).toMatchObject({ accuracy_change: 0, mature: true });
  expect(decision).toMatchObject({ decision: 'ok', unknown: [] });
});

test('drift and worse answers are said in a sentence, a table, a page and an exit code', async () => {
  const unseen = await unseenRows(MODEL, 600);
  const rows = unseen.map(({ features, actual }) => ({
    features: { ...features, credit_score: Math.max(300, (features.credit_score as number) - 110) },
    actual,
  }));
  const directory = await files({
    'drifted.csv': csvOf(rows, LABEL),
    'same.csv': csvOf(unseen, LABEL),
  });
  const args = ['--html', 'report.html', '--fail-on', 'drift'];
  const { code, stdout, stderr } = await run(directory, 'drifted.csv', ...args);
  expect({ code, stderr }).toEqual({ code: 3, stderr: [] });
  expect(stdout).toMatch(
    /^loan-refinance: its inputs changed significantly \(credit_score\), and \d\d\.\d\s% of its answers were right \(600 outcomes; 89\.5\s% in the reference\)\. Retrain the model\.\n\ndecision: retrain\n {2}accuracy/,
  );
  expect(stdout).toMatch(
    /^ {2}Validated: the deployed model still has an accuracy of \d\d\.\d\s% on [\d,]+ held-out rows/m,
  );
  expect(stdout).toMatch(/^credit_score +! significant +0\.\d{3} +\d\.\d{3} +<\s0\.001/m);
  expect(stdout).toMatch(/^income +none/m);
  expect(stdout).toContain('\n600 rows of drifted.csv, 600 with a label in "approved"; 0 rows left out');
  const page = await readFile(join(directory, 'report.html'), 'utf8');
  expect(page).toContain('<h1>loan-refinance, drifted.csv</h1>');
  expect(page).toContain('Retrain the model.');
  expect(page).toContain('answered 1: approved');

  const levels = ['watch', 'validate', 'retrain'];
  const codes = levels.map(async (on) => (await run(directory, 'drifted.csv', '--fail-on', on)).code);
  expect(await Promise.all(codes)).toEqual([3, 3, 3]);
  expect((await run(directory, 'drifted.csv')).code).toBe(0);
  expect(await run(directory, 'same.csv', '--fail-on', 'drift')).toMatchObject({ code: 0 });
});

test('CSV, NDJSON and Parquet of the same rows give the same report, twice', async () => {
  const rows = await unseenRows(MODEL, 300);
  const lines = rows.map(({ features, actual }) => JSON.stringify({ ...features, [LABEL]: actual }));
  const directory = await files({ 'a.csv': csvOf(rows, LABEL), 'a.ndjson': lines.join('\n') });
  const database = await openDatabase(directory);
  await database.run(
    `COPY (SELECT * FROM read_csv('${directory}/a.csv')) TO '${directory}/a.parquet' (FORMAT parquet)`,
  );
  database.close();
  const reports = [];
  for (const name of ['a.csv', 'a.ndjson', 'a.parquet', 'a.csv'])
    reports.push({ ...jsonOf(await run(directory, name, '--json')), file: 'a' });
  expect(reports[0]!.rows).toMatchObject({ used: 300, labelled: 300 });
  for (const report of reports) expect(report).toEqual(reports[0]);
});

test('rows that do not fit are named with their line, counted, and seen as bad data', async () => {
  const rows = await unseenRows(MODEL, 150);
  const bad = rows
    .slice(0, 30)
    .map(({ features, actual }) => ({ features: { ...features, income: -1 }, actual }));
  const directory = await files({
    'bad.csv': `${csvOf([...rows, ...bad], LABEL)}1,2\n`,
    'label.csv': csvOf([...rows, { features: rows[0]!.features, actual: 7 }], LABEL),
  });
  const { code, stdout, stderr } = await run(directory, 'bad.csv', '--json');
  expect(code).toBe(0);
  const report = JSON.parse(stdout);
  expect(report.rows).toMatchObject({ used: 150, labelled: 150, refused: 31 });
  expect(stderr).toHaveLength(10);
  expect(stderr[0]).toMatch(
    /^bad\.csv line 152: income: expected a number of 0 to \d+ USD per year, got -1$/,
  );
  expect(report.data_quality.filter(({ alarm }: { alarm: boolean }) => alarm)).toMatchObject([
    { check: 'data_type_check', feature: 'income', violations: 30 },
  ]);
  expect(report.headline).toContain('more values of income than in the reference are missing or do not fit');
  expect(report.decision).toMatchObject({ decision: 'watch', reasons: [{ code: 'data_quality' }] });
  expect((await run(directory, 'bad.csv', '--fail-on', 'watch')).code).toBe(3);
  expect((await run(directory, 'label.csv')).stderr).toEqual([
    'label.csv line 152: approved: expected one of 0, 1, got "7"',
  ]);
});

test('without labels, with some, and with too few rows it says what it cannot tell', async () => {
  const rows = await unseenRows(MODEL, 200);
  const half = csvOf(rows, LABEL)
    .split('\n')
    .map((line, i) => (i > 50 ? line.replace(/,[01]$/, ',') : line));
  const directory = await files({
    'none.csv': csvOf(rows),
    'half.csv': half.join('\n'),
    'few.csv': csvOf(rows.slice(0, 40), LABEL),
  });
  const none = jsonOf(await run(directory, 'none.csv', '--json'));
  expect(none.performance.window).toBeNull();
  expect(none.decision.unknown).toEqual(['accuracy', 'gap']);
  expect(none.headline).toContain('no outcome is known, but its scores promise');
  const some = jsonOf(await run(directory, 'half.csv', '--json'));
  expect(some.rows).toMatchObject({ used: 200, labelled: 50 });
  expect(some.performance.window!.coverage).toMatchObject({ predictions: 200, labelled: 50 });
  expect((await run(directory, 'few.csv', '--fail-on', 'drift')).stdout).toMatch(
    /^loan-refinance: 40 rows are too few to tell whether its inputs changed, and \d+\.\d\s% of its answers were right \(40 outcomes;[^\n]*\n\ndecision: ok\n {2}insufficient data to tell whether inputs changed, how accuracy develops, whether scores keep their promise\n\ninsufficient data: 40 rows are too few to compare, which takes 100\n/,
  );
});

test('texts are compared by their numbers, and not told', async () => {
  const rows = await unseenRows('sentiment', 200);
  const directory = await files({ 'texts.csv': csvOf(rows) });
  const { code, stdout } = await drift(directory, '--model', 'sentiment', '--data', 'texts.csv', '--json');
  expect(code).toBe(0);
  const { drift: found, unprofiled } = JSON.parse(stdout);
  expect(found.features.map(({ feature }: { feature: string }) => feature).sort()).toEqual([
    'text__characters',
    'text__oov_ratio',
    'text__tokens',
  ]);
  expect(unprofiled).toEqual([{ feature: 'text', reason: 'text' }]);
  expect(stdout).not.toContain(String(rows[0]!.features.text).slice(0, 30));
});

test('what cannot be judged is told in a line', async () => {
  const [row] = await unseenRows(MODEL, 1);
  const directory = await files({
    'other.csv': 'age,income\n1,2\n',
    'broken.ndjson': '{}\n',
    'good.csv': csvOf([row!]),
    'rows.txt': '',
  });
  const cases: [string[], RegExp][] = [
    [['--data', 'none.csv'], /^drift: ENOENT: no such file/],
    [[], /^drift: --data: expected a file, got nothing$/],
    [['--data', 'rows.txt'], /^drift: expected a file \.csv, \.ndjson or \.parquet, got "rows\.txt"$/],
    [
      ['--data', 'other.csv'],
      /^drift: other\.csv: expected the columns interest_rate, .* too, got age, income$/,
    ],
    [
      ['--data', 'broken.ndjson'],
      /^drift: broken\.ndjson: expected rows for loan-refinance, got 1 that do not fit: broken\.ndjson line 1: interest_rate/,
    ],
    [['--data', 'good.csv', '--label', 'truth'], /^drift: --label: expected a column with labels, got truth/],
    [
      ['--data', 'good.csv', '--fail-on', 'all'],
      /^drift: --fail-on: expected one of drift, watch, validate, retrain, got all$/,
    ],
    [
      ['--data', 'good.csv', '--html', 'none/a.html'],
      /^drift: .*none\/a\.html: expected a folder that exists/,
    ],
  ];
  for (const [args, message] of cases) {
    const { code, stderr, stdout } = await drift(directory, '--model', MODEL, ...args);
    expect({ args, code, stdout }).toEqual({ args, code: 2, stdout: '' });
    expect(stderr.at(-1)).toMatch(message);
  }
});
