import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Service } from '../../infra/local/service.ts';
import { openDatabase } from '../../lib/profile/duckdb.ts';
import { S3Store } from '../../lib/store/s3.ts';
import { baseline, contents, type UnseenRow, unseenRows } from '../support/baseline.ts';
import { type FakeField, fakeBigQuery } from '../support/bigquery.ts';
import { temporaryDirectory } from '../support/handler-runtime.ts';
import { createDatabase, execute, startPostgres } from '../support/postgres.ts';
import { createBucket } from '../support/s3.ts';

// Missing values, texts with quotes and commas, whole numbers and fractions; names in capitals, which PostgreSQL folds.
const MODEL = 'churn';
const LABEL = 'CHURN';
const ROWS = 1_500;
const TEXTS = ['REGION', 'TENURE', 'MRG', 'TOP_PACK'];

let directory: string;
let rows: UnseenRow[];
let columns: string[];
let expected: ReturnType<typeof contents>;
let postgres: Service & { end(): Promise<void> };

const quoted = (cell: unknown): string =>
  cell === null ? '' : /[",\n]/.test(String(cell)) ? `"${String(cell).replaceAll('"', '""')}"` : String(cell);

beforeAll(async () => {
  [directory, rows, postgres] = await Promise.all([
    temporaryDirectory(),
    unseenRows(MODEL, ROWS),
    startPostgres(),
  ]);
  rows[0]!.features.TOP_PACK = 'Küche, "2"';
  columns = Object.keys(rows[0]!.features);
  const lines = rows.map(({ features, actual }) =>
    [...columns.map((name) => features[name]), actual].map(quoted).join(','),
  );
  await writeFile(join(directory, 'rows.csv'), `${[...columns, LABEL].join(',')}\n${lines.join('\n')}\n`);
  const { reference } = await baseline([
    '--model',
    MODEL,
    '--from',
    'file',
    '--data',
    join(directory, 'rows.csv'),
  ]);
  expected = contents(reference);
});
afterAll(() => postgres?.end());

const flat = ({ features, actual }: UnseenRow) => ({ ...features, [LABEL]: actual });

test('a CSV file: every row is counted once, in each feature', async () => {
  expect(expected).toMatchObject({ model: MODEL, profile: { rows: ROWS }, performance: { rows: ROWS } });
  const sum = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0);
  expect(Object.keys(expected.profile.features)).toEqual(columns);
  for (const counts of Object.values(expected.profile.features)) expect(sum(counts)).toBe(ROWS);
  const missing = rows.filter(({ features }) => features.REGION === null).length;
  expect(expected.profile.features.REGION![0]).toBe(missing);
  const churned = rows.filter(({ actual }) => actual === 1).length;
  expect(sum(Object.values(expected.profile.labels.confusion['1']!))).toBe(churned);
});

test('NDJSON and Parquet files, several of them, give the same', async () => {
  const ndjson = join(directory, 'first.ndjson');
  const parquet = join(directory, "it's the rest.parquet");
  const text = (part: UnseenRow[]) => `${part.map((row) => JSON.stringify(flat(row))).join('\n')}\n`;
  await writeFile(ndjson, `\uFEFF${text(rows.slice(0, 700))}`);
  const rest = join(directory, 'rest.ndjson');
  await writeFile(rest, text(rows.slice(700)));
  const database = await openDatabase(directory);
  await database.run(`COPY (FROM read_json('${rest}')) TO '${parquet.replace("'", "''")}' (FORMAT parquet)`);
  database.close();
  const { reference, output } = await baseline([
    ...['--model', MODEL, '--from', 'file', '--data', ndjson, '--data', parquet],
  ]);
  expect(output).toMatch(/1500 rows of file: first\.ndjson, it's the rest\.parquet, accuracy/);
  expect(contents(reference)).toEqual(expected);
});

test('objects in the bucket give the same, by key and by prefix', async () => {
  const { endpoint, bucket, ...options } = await createBucket();
  const store = new S3Store({ endpoint, bucket, ...options, prefix: 'driftgate' });
  const csv = await readFile(join(directory, 'rows.csv'), 'utf8');
  const [header, ...lines] = csv.trimEnd().split('\n');
  await store.put('training/2026/a.csv', `${[header, ...lines.slice(0, 500)].join('\n')}\n`);
  await store.put('training/2026/b.csv', `${[header, ...lines.slice(500, 900)].join('\n')}\n`);
  await store.put('more.csv', `${[header, ...lines.slice(900)].join('\r\n')}\r\n`);
  const env = {
    DRIFTGATE_STORE: `s3://${bucket}/driftgate`,
    DRIFTGATE_S3_ENDPOINT: endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
  };
  const from = ['--model', MODEL, '--from', 's3'];
  const { reference, output } = await baseline(
    [...from, '--data', 'training/2026/', '--data', 'more.csv'],
    env,
  );
  expect(output).toContain('1500 rows of s3: training/2026/, more.csv');
  expect(contents(reference)).toEqual(expected);
  expect(await baseline([...from, '--data', 'nothing/'], env)).toMatchObject({
    ok: false,
    output: expect.stringContaining('nothing/: expected objects below it, got none'),
  });
});

describe('PostgreSQL', () => {
  let url: string;
  beforeAll(async () => {
    url = await createDatabase(postgres.url);
    const types = columns.map((name) => `${name} ${TEXTS.includes(name) ? 'text' : 'numeric'}`);
    await execute(
      url,
      `CREATE SCHEMA field; CREATE TABLE field.rows (id bigint, ${types.join(', ')}, churn boolean)`,
    );
    const json = JSON.stringify(
      rows.map(({ features, actual }, id) => lower({ id, ...features, churn: actual === 1 })),
    );
    await execute(url, 'INSERT INTO field.rows SELECT * FROM json_populate_recordset(NULL::field.rows, $1)', [
      json,
    ]);
  });
  const lower = (row: object) =>
    Object.fromEntries(Object.entries(row).map(([name, cell]) => [name.toLowerCase(), cell]));
  const from = ['--model', MODEL, '--from', 'postgres'];

  test('a table gives the same, by its address or by the standard variables', async () => {
    const { reference, output } = await baseline([...from, '--table', 'field.rows'], {
      DRIFTGATE_POSTGRES_URL: url,
    });
    expect(output).toContain('1500 rows of postgres: field.rows');
    expect(contents(reference)).toEqual(expected);
    const { hostname, port, username, password, pathname } = new URL(url);
    const standard = {
      PGHOST: hostname,
      PGPORT: port,
      PGUSER: username,
      PGPASSWORD: password,
      PGDATABASE: pathname.slice(1),
    };
    const again = await baseline([...from, '--table', 'field.rows'], {
      ...standard,
      DRIFTGATE_POSTGRES_URL: '',
    });
    expect(again.reference).toEqual(reference);
  });

  test('a query chooses rows, and cannot write', async () => {
    const query = (sql: string) => baseline([...from, '--query', sql], { DRIFTGATE_POSTGRES_URL: url });
    const { reference } = await query('SELECT * FROM field.rows WHERE id < 200 ORDER BY id');
    expect(reference!.profile.rows).toBe(200);
    expect(reference!.source).toBe('postgres: SELECT * FROM field.rows WHERE id < 200 ORDER BY id');
    const writing = await query('DELETE FROM field.rows RETURNING *');
    expect(writing).toMatchObject({ ok: false, reference: undefined });
    expect(writing.output).toContain('cannot execute DELETE in a read-only transaction');
  });

  test('what fails is said, without the password', async () => {
    const table = ['--table', 'field.rows'];
    const wrong = Object.assign(new URL(url), { password: 'not-it' }).href;
    const refused = await baseline([...from, ...table], { DRIFTGATE_POSTGRES_URL: wrong });
    expect(refused.output.trim()).toBe(
      'baseline: PostgreSQL, field.rows: password authentication failed for user "postgres"',
    );
    const nobody = Object.assign(new URL(url), { port: '1' }).href;
    const unreachable = await baseline([...from, ...table], { DRIFTGATE_POSTGRES_URL: nobody });
    expect(unreachable.output).toContain('ECONNREFUSED');
    const absent = await baseline([...from, '--query', 'SELECT region, churn FROM field.rows'], {
      DRIFTGATE_POSTGRES_URL: url,
    });
    expect(absent.output).toMatch(/the query: expected the columns TENURE, .* too, got region, churn/);
    expect(await baseline(from, { DRIFTGATE_POSTGRES_URL: url })).toMatchObject({
      output: expect.stringContaining('expected --query or --table, got neither'),
    });
  });
});

describe('BigQuery', () => {
  const place = { project: 'a-project', dataset: 'field', table: 'rows' };
  const variables = { GOOGLE_CLOUD_PROJECT: 'a-project', BIGQUERY_DATASET: 'field', BIGQUERY_TABLE: 'rows' };
  const fields = (): FakeField[] => [
    { name: 'not_wanted', type: 'STRING' },
    ...columns.map((name): FakeField => ({ name, type: TEXTS.includes(name) ? 'STRING' : 'NUMERIC' })),
    { name: LABEL, type: 'BOOLEAN' },
  ];
  const cells = () => rows.map((row) => ({ not_wanted: 'x', ...row.features, [LABEL]: row.actual === 1 }));

  test('a table gives the same, in pages, and only the columns that are needed are asked for', async () => {
    const fake = await fakeBigQuery(place, fields(), cells(), 400);
    const key = join(directory, 'account.json');
    await fake.writeCredentials(key);
    const env = { ...variables, BIGQUERY_EMULATOR_HOST: fake.url, GOOGLE_APPLICATION_CREDENTIALS: key };
    const { reference, output } = await baseline(['--model', MODEL, '--from', 'bigquery'], env);
    expect(output).toContain('1500 rows of bigquery: field.rows, accuracy');
    expect(contents(reference)).toEqual(expected);
    expect(fake.pages).toEqual([null, 'from-400', 'from-800', 'from-1200']);
    expect(fake.queries).toEqual([
      `SELECT ${[...columns, LABEL].map((name) => `\`${name}\``).join(', ')} FROM \`a-project.field.rows\``,
    ]);

    const missing = await baseline(['--model', MODEL, '--from', 'bigquery', '--table', 'other'], env);
    expect(missing).toMatchObject({ ok: false, reference: undefined });
    expect(missing.output).toContain('BigQuery, a-project.field.other: Not found');
  });

  test('what is not named is said', async () => {
    const of = (env: Record<string, string>) => baseline(['--model', MODEL, '--from', 'bigquery'], env);
    expect((await of({ GOOGLE_CLOUD_PROJECT: '' })).output).toContain(
      'GOOGLE_CLOUD_PROJECT: expected a project, got nothing',
    );
    const { output } = await of({ ...variables, BIGQUERY_TABLE: '' });
    expect(output).toContain('expected --query, or BIGQUERY_DATASET and BIGQUERY_TABLE, got neither');
  });
});
