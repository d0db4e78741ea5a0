import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copy } from '../../lib/archive/copy.ts';
import { widthBucket } from '../../lib/profile/bins.ts';
import { featureColumns } from '../../lib/profile/columns.ts';
import { openDatabase } from '../../lib/profile/duckdb.ts';
import { labelErrors } from '../../lib/profile/label-sql.ts';
import { profileSql } from '../../lib/profile/sql.ts';
import { doubleLiteral, stringLiteral } from '../../lib/profile/sql-text.ts';
import { ALPHA } from '../support/nightly-fixture.ts';
import { seededRandom } from '../support/random.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'driftgate-test-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

test.each([0.1, -1.5, 0, 5e-324, 1e300, 123456789.12345679, 1 / 3, 2 ** 53])(
  '%p keeps every bit in SQL',
  async (x) => {
    const database = await openDatabase(directory);
    const [row] = await database.all<{ x: number; type: string }>(
      `SELECT ${doubleLiteral(x)} AS x, typeof(${doubleLiteral(x)}) AS type`,
    );
    database.close();
    expect(row).toEqual({ x, type: 'DOUBLE' });
  },
);

test('width_bucket counts edges at or below x, for any number of edges', async () => {
  const random = seededRandom(4);
  const database = await openDatabase(directory);
  for (const length of [1, 2, 3, 101, 320, 3000]) {
    const edges = Array.from({ length }, () => Math.round(random() * 1000) / 10).sort((a, b) => a - b);
    const xs = [-1, 1000, ...edges, ...edges.map((edge) => edge + 0.05), ...edges.map((edge) => edge - 0.05)];
    const rows = await database.all<{ b: bigint }>(
      `SELECT width_bucket(x, ARRAY[${edges.map(doubleLiteral)}]) AS b
       FROM (SELECT unnest([${xs.map(doubleLiteral)}]) AS x)`,
    );
    expect(rows.map(({ b }) => Number(b))).toEqual(xs.map((x) => widthBucket(x, edges)));
  }
  database.close();
});

test('width_bucket takes columns, of many rows, without values, and edges that differ from row to row', async () => {
  const database = await openDatabase(directory);
  const rows = await database.all<{ i: bigint; b: number | null }>(
    `SELECT i, width_bucket(x, edges) AS b FROM (
       SELECT i, CASE WHEN i % 7 = 0 THEN NULL ELSE i % 10 END AS x,
         CASE i % 3 WHEN 0 THEN ARRAY[2E0, 5E0] WHEN 1 THEN ARRAY[1E0, 3E0, 9E0] END AS edges
       FROM range(5000) AS t(i))`,
  );
  database.close();
  expect(rows.map(({ b }) => b)).toEqual(
    rows.map(({ i }) => {
      const edges = [[2, 5], [1, 3, 9], null][Number(i) % 3];
      return Number(i) % 7 === 0 || !edges ? null : widthBucket(Number(i) % 10, edges);
    }),
  );
});

test('NaN is missing, infinities are beyond all edges', async () => {
  const database = await openDatabase(directory);
  const bins = {
    features: { age: { kind: 'numeric' as const, edges: [1, 2], coarse_edges: [1, 2], quartile_edges: [] } },
    score: { kind: 'numeric' as const, edges: [0.5], coarse_edges: [0.5], quartile_edges: [] },
    paired: [],
  };
  const from = `(SELECT '1' AS version, '0' AS label, 0.1::DOUBLE AS score,
    unnest(['nan', 'inf', '-inf', NULL, '1', '2']::DOUBLE[]) AS age) AS t`;
  const columns = featureColumns({ ...ALPHA, features: ALPHA.features.slice(0, 1) });
  const rows = await database.all<{ f0: string }>(profileSql(bins, { from, columns }));
  database.close();
  expect(rows.map(({ f0 }) => JSON.parse(f0))).toEqual([{ '-1': 2, '0': 1, '1': 1, '2': 2 }]);
});

test('text is quoted, whatever it contains, and U+0000 refused', () => {
  expect(stringLiteral("a'; DROP TABLE x --")).toBe("'a''; DROP TABLE x --'");
  expect(() => stringLiteral('a\0')).toThrow('expected text without U+0000');
});

test('features that differ only in case are refused, reserved names get a prefix', () => {
  const features = (...names: string[]) =>
    names.map((name) => ({ name, type: 'number' as const, description: '' }));
  expect(() => featureColumns({ ...ALPHA, features: features('Age', 'age') })).toThrow(
    'differ in more than case',
  );
  expect(featureColumns({ ...ALPHA, features: features('ID', 'age') }).map(({ name }) => name)).toEqual([
    'feature_ID',
    'age',
  ]);
});

test('a Parquet file has the same bytes with one thread and with four, from rows to sort and from parts in order', async () => {
  const rows = `SELECT md5(i::VARCHAR) AS id, sin(i) AS x, [sin(i), 1] AS p FROM range(300000) t(i)`;
  const parts = `read_parquet([${[0, 1, 2, 3].map((i) => `'${directory}/part-${i}.parquet'`).join(', ')}])`;
  const bytes: Record<string, Buffer[]> = { sorted: [], parts: [] };
  for (const threads of [1, 4]) {
    const database = await openDatabase(directory, { threads });
    for (let i = 0; i < 4; i++) {
      await copy(
        database,
        `SELECT * FROM (${rows}) LIMIT 75000 OFFSET ${75_000 * i}`,
        `${directory}/part-${i}.parquet`,
        'snappy',
      );
    }
    for (const [name, select] of Object.entries({
      sorted: `SELECT * FROM (${rows}) ORDER BY id`,
      parts: `SELECT * FROM ${parts}`,
    })) {
      const file = join(directory, `${name}-${threads}.parquet`);
      await copy(database, select, file);
      bytes[name]!.push(await readFile(file));
    }
    database.close();
  }
  for (const [one, four] of Object.values(bytes)) expect(four!.equals(one!)).toBe(true);
});

test('a class without a probability has the probability 0, in the squared error as in the log loss', async () => {
  const database = await openDatabase(directory);
  const errors = async (labels: Parameters<typeof labelErrors>[0], row: string) => {
    const { squaredError, logLoss } = labelErrors(labels);
    const [found] = await database.all(
      `SELECT ${squaredError} AS squared, ${logLoss} AS loss FROM (SELECT ${row})`,
    );
    return found;
  };
  const classes = ['a', 'b', 'c'];
  const certain = -Math.log(1e-15);
  const of = (probabilities: string, actual: string) =>
    `${probabilities}::DOUBLE[] AS probabilities, '${actual}' AS actual`;
  expect(await errors({ classes }, of('[0.5, 0.5]', 'c'))).toEqual({ squared: 1.5, loss: certain });
  expect(await errors({ classes }, of('[0.5, NULL, 0.5]', 'a'))).toEqual({ squared: 0.5, loss: Math.log(2) });
  expect(await errors({ classes }, of('NULL', 'a'))).toEqual({ squared: 1, loss: certain });
  const binary = { classes: ['0', '1'], positive: '1' };
  for (const actual of ['0', '1'])
    expect(await errors(binary, `NULL::DOUBLE AS score, '${actual}' AS actual`)).toEqual({
      squared: 1,
      loss: certain,
    });
  database.close();
});

/** Of trino.io/docs/current/functions.html; `decimal` and `in` are followed by a parenthesis too. */
const TRINO_FUNCTIONS = new Set(
  'cast coalesce count decimal element_at greatest histogram in is_nan least ln round sum width_bucket'.split(
    ' ',
  ),
);
const TRINO_WORDS = new Set(
  'and array as by case cast decimal double else end from group in is json null or select then varchar when'.split(
    ' ',
  ),
);

test('the SQL of a profile uses only what Trino has too', () => {
  const edges = { kind: 'numeric' as const, edges: [1, 2], coarse_edges: [1, 2], quartile_edges: [1] };
  const region = { kind: 'categorical' as const, categories: ['a', 'b'], rare: ['z'] };
  const bins = { features: { age: edges, region }, score: edges, paired: ['age', 'region'] };
  const classes = { x: edges, y: edges, z: edges };
  const columns = featureColumns(ALPHA).filter(({ feature }) => Object.hasOwn(bins.features, feature));
  const from = 'rows_to_profile';
  for (const text of [
    profileSql(bins, { from, columns }),
    profileSql(bins, { from, columns, labels: { classes: ['0', '1'], positive: '1' } }),
    profileSql({ ...bins, classes }, { from, columns, labels: { classes: ['x', 'y', 'z'] } }),
  ]) {
    const plain = text.replace(/'(?:[^']|'')*'/g, "''").replace(/"(?:[^"]|"")*"/g, '""');
    const functions = [...plain.matchAll(/\b([A-Za-z_]\w*) ?\(/g)].map(([, name]) => name!.toLowerCase());
    expect(functions.filter((name) => !TRINO_FUNCTIONS.has(name) && !TRINO_WORDS.has(name))).toEqual([]);
    const words = (plain.match(/\b[A-Z]{2,}\b/g) ?? []).map((word) => word.toLowerCase());
    expect(words.filter((word) => !TRINO_WORDS.has(word))).toEqual([]);
    // Not DuckDB's `::`, `//`, `{…}`, lambdas or lists without the word ARRAY; a subscript follows only a literal array.
    expect(plain).toMatch(/^[\w\s'"()[\],.*+=-]+$/);
    expect(plain.match(/(?<!ARRAY|\])\[/g) ?? []).toEqual([]);
  }
});
