import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createHandler } from '../../functions/nightly.ts';
import { runCommand } from '../../infra/local/command.ts';
import { labelledQuery } from '../../lib/export/labelled.ts';
import type { Feature, ModelDefinition } from '../../lib/model/definition.ts';
import { type Database, openDatabase } from '../../lib/profile/duckdb.ts';
import { CsvRecords } from '../../lib/rows/csv-records.ts';
import { openNightly } from '../../lib/runtime/open-nightly.ts';
import { wilsonInterval } from '../../lib/statistics/wilson.ts';
import { FileStore } from '../../lib/store/file.ts';
import { S3Store } from '../../lib/store/s3.ts';
import type { Store } from '../../lib/store/store.ts';
import { unseenRows } from '../support/baseline.ts';
import { temporaryDirectory, testRuntime } from '../support/handler-runtime.ts';
import { type Production, produce, resolveNaively } from '../support/production.ts';
import { createBucket } from '../support/s3.ts';

const MODEL = 'loan-approval';
const DATES = ['2026-10-01', '2026-10-02', '2026-10-03'] as const;
const [D1, D2, D3] = DATES;
const NOW = Date.parse('2026-10-06T01:15:00Z');

/** The same days in both stores. */
const stores = ['file', 's3'] as const;
const environments = new Map<(typeof stores)[number], Record<string, string>>();
let definition: ModelDefinition;
let production: Production;
let directory: string;
let database: Database;

beforeAll(async () => {
  directory = await temporaryDirectory();
  database = await openDatabase(directory);
  const unseen = await unseenRows(MODEL, 1_500);
  const { endpoint, bucket, ...options } = await createBucket();
  const opened: [(typeof stores)[number], Store, Record<string, string>][] = [
    [
      'file',
      new FileStore(join(directory, 'store')),
      { DRIFTGATE_STORE: `file:${join(directory, 'store')}` },
    ],
    [
      's3',
      new S3Store({ endpoint, bucket, ...options }),
      {
        DRIFTGATE_STORE: `s3://${bucket}`,
        DRIFTGATE_S3_ENDPOINT: endpoint,
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
        AWS_REGION: 'us-east-1',
      },
    ],
  ];
  for (const [name, store, env] of opened) {
    const runtime = await testRuntime({ store });
    definition = runtime.definitions[0]!;
    production = await produce(store, definition, DATES, 500, (_, i) => unseen[i]!.features);
    const nightly = createHandler({ ...(await openNightly(runtime)), now: () => NOW });
    await nightly({ from: D1, to: '2026-10-05' });
    environments.set(name, env);
  }
});
afterAll(() => database?.close());

async function run(args: readonly string[], env: Record<string, string> = environments.get('file')!) {
  const command = ['--disable-warning=ExperimentalWarning', 'models/export.ts', '--model', MODEL, ...args];
  const { ok, output } = await runCommand(process.execPath, command, { env, timeoutSeconds: 240 });
  return { ok, output: output.trim() };
}

const range = (from: string, to: string) => ['--from', from, '--to', to];

async function csv(path: string): Promise<Record<string, string>[]> {
  const records = new CsvRecords();
  const [header, ...rows] = [...records.feed(await readFile(path)), ...records.end()].flat().map((record) => {
    if ('problem' in record) throw new Error(`line ${record.line}: ${record.problem}`);
    return record.cells;
  });
  return rows.map((cells) => Object.fromEntries(header!.map((name, i) => [name, cells[i]!])));
}

const day = ({ time }: { time: string }) => time.slice(0, 10);
const names = () => definition.features.map(({ name }) => name);

/** By date, then by id. */
const ordered = <T extends { id: string; time: string }>(records: readonly T[]): T[] =>
  [...records].sort((a, b) => (day(a) + a.id < day(b) + b.id ? -1 : 1));

describe.each(stores)('from the store %s', (name) => {
  test('past predictions are written as they were answered', async () => {
    const out = join(directory, `${name}.csv`);
    const { ok, output } = await run([...range(D1, D2), '--out', out], environments.get(name));
    expect({ ok, output }).toEqual({ ok: true, output: `${out}: 1000 rows of ${MODEL}, ${D1} to ${D2}` });
    const expected = ordered(production.predictions.filter((record) => day(record) <= D2));
    const rows = await csv(out);
    expect(rows.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
    rows.forEach((row, i) => {
      const { id, time, version, features, label, score, probabilities } = expected[i]!;
      expect(row).toMatchObject({ id, time, version, label: String(label) });
      expect([...names().map((feature) => Number(row[feature])), Number(row.score)]).toEqual([
        ...names().map((feature) => features[feature]),
        score,
      ]);
      expect(JSON.parse(row.probabilities!)).toEqual(probabilities);
    });
  });

  test('labelled rows have the outcome that counts, of all versions', async () => {
    const out = join(directory, `${name}-labelled.ndjson`);
    const { output } = await run([...range(D2, D3), '--labelled', '--out', out], environments.get(name));
    const expected = resolveNaively(production.outcomes)
      .map(({ prediction_id: id, prediction, actual }) => ({ id, ...prediction, actual }))
      .filter((prediction) => day(prediction) >= D2);
    expect(output).toBe(`${out}: ${expected.length} rows of ${MODEL}, ${D2} to ${D3}`);
    const rows = (await readFile(out, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows).toEqual(
      ordered(expected).map(({ features, actual }) => ({ ...features, approved: actual })),
    );
  });

  test('performance is that of each day, with the outcomes that came later', async () => {
    const out = join(directory, `${name}-performance.csv`);
    await run([...range(D1, '2026-10-04'), '--performance', '--out', out], environments.get(name));
    const rows = await csv(out);
    // The fourth has outcomes of the third, but no predictions.
    expect(rows.map(({ date, predictions }) => [date, predictions])).toEqual([
      ...DATES.map((date) => [date, '500']),
      ['2026-10-04', '0'],
    ]);
    for (const [i, date] of DATES.entries()) {
      const of = production.outcomes.filter(({ prediction }) => day(prediction) === date);
      const resolved = resolveNaively(of);
      const correct = resolved.filter(({ actual, prediction }) => actual === prediction.label).length;
      const [low, high] = wilsonInterval(correct, resolved.length)!;
      const { outcomes, labelled, coverage, accuracy, accuracy_interval_low, accuracy_interval_high } =
        rows[i]!;
      expect(
        [outcomes, labelled, coverage, accuracy, accuracy_interval_low, accuracy_interval_high].map(Number),
      ).toEqual([
        ...[of.length, resolved.length, resolved.length / 500, correct / resolved.length, low, high],
      ]);
    }
  });
});

test('Parquet has the same rows, with times and lists as such', async () => {
  const out = join(directory, 'all.parquet');
  await run([...range(D1, D3), '--out', out]);
  const [types] = await database.all<Record<string, string>>(
    `SELECT count(*)::INTEGER AS n, any_value(typeof(income)) AS income, any_value(typeof(probabilities)) AS p FROM '${out}'`,
  );
  expect(types).toEqual({ n: 1_500, income: 'DOUBLE', p: 'DOUBLE[]' });
});

test('labelled rows that the model no longer takes are left out', async () => {
  const features = definition.features.map(
    (feature): Feature => (feature.name === 'age' ? { ...feature, range: [18, 40] } : feature),
  );
  const narrower = { ...definition, features, classes: [1, 2], target: 'granted' };
  const store = new FileStore(join(directory, 'store'));
  const range = { from: D1, to: D3 };
  const made = await labelledQuery(store, database, await temporaryDirectory(), narrower, range);
  const resolved = resolveNaively(production.outcomes);
  const kept = resolved.filter(
    ({ actual, prediction }) => actual === 1 && (prediction.features.age as number) <= 40,
  );
  const rows = await database.all<{ age: bigint; granted: bigint }>(made.query!);
  expect([rows.length, made.leftOut]).toEqual([kept.length, resolved.length - kept.length]);
  for (const { age, granted } of rows) expect([age <= 40n, granted]).toEqual([true, 1n]);
});

test('training takes the labelled rows as they are', async () => {
  const out = join(directory, 'train.csv');
  const { output } = await run([...range(D1, D3), '--labelled', '--out', out]);
  const rows = Number(/: (\d+) rows/.exec(output)![1]);
  expect(rows).toBe(1_350);
  const args = ['models/train/run.mjs', '--model', MODEL, '--data', out, '--out', join(directory, 'trained')];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect({ status, stderr }).toMatchObject({ status: 0 });
  expect(stdout).toContain(`'rows': ${rows - Math.floor(rows / 5) - Math.floor(rows / 10)}`);
  const trained = JSON.parse(await readFile(join(directory, 'trained', MODEL, 'model.json'), 'utf8'));
  expect(trained).toMatchObject({ name: MODEL, target: 'approved' });
});

test.each([
  [
    ['--from', D2, '--to', D1, '--out', 'x.csv'],
    'expected --from and --to, two dates in order as 2026-10-01, got 2026-10-02 and 2026-10-01',
  ],
  [range(D1, D2), '--out: expected a file, got nothing'],
  [
    [...range(D1, D2), '--out', 'x.xlsx'],
    '--format: expected csv, ndjson, parquet, or --out with such an ending, got "xlsx"',
  ],
  [
    [...range(D1, D2), '--out', 'x.csv', '--labelled', '--performance'],
    'expected --labelled or --performance, got both',
  ],
  [
    [...range('2027-01-01', '2027-01-02'), '--out', 'x.csv'],
    'expected something between 2027-01-01 and 2027-01-02, got none',
  ],
  [
    [...range(D1, D2), '--out', 'x.csv', '--labelled', '--model', 'sentiment'],
    'expected features that are stored as they came, got text: sensitive',
  ],
])('%j is refused', async (args, message) => {
  const { ok, output } = await run(args);
  expect(ok).toBe(false);
  expect(output).toContain(message);
});
