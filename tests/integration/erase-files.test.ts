import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eraseEntityFromFiles } from '../../lib/erasure/entity-files.ts';
import { erase } from '../../lib/erasure/erase.ts';
import type { PredictionRecord } from '../../lib/log/record.ts';
import { type Database, openDatabase } from '../../lib/profile/duckdb.ts';
import { newId } from '../../lib/runtime/function-log.ts';
import { temporaryDirectory } from '../support/handler-runtime.ts';
import { takeNow } from '../support/inbox.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { Clock, sourceOf, writePredictions } from '../support/outcome-log.ts';

let store: MemoryStore;
let clock: Clock;
let predictions: PredictionRecord[];
let database: Database;
let directory: string;

beforeAll(async () => {
  directory = await temporaryDirectory();
  database = await openDatabase(directory);
});
afterAll(() => database.close());

beforeEach(async () => {
  store = new MemoryStore();
  clock = new Clock();
  predictions = await writePredictions(store, [{ label: 0 }, { label: 1 }, { label: 1 }], clock);
});

const ids = () => predictions.map(({ id }) => id);
const drop = (name: string, body: string | Uint8Array) => store.put(`outcomes-inbox/files/${name}`, body);
const eraseFirst = async () => {
  const { touched } = await erase({ store, database, directory, newId }, [ids()[0]!], Date.now());
  return touched.find(({ what }) => what === 'rows of files of outcomes');
};
/** The content of a file that was taken. */
const taken = (folder: string, ending: string): Buffer => {
  const [key] = [...store.objects.keys()].filter((one) => one.startsWith(folder) && one.endsWith(ending));
  return Buffer.from(store.objects.get(key!)!);
};

async function parquetOf(sql: string): Promise<Buffer> {
  const path = join(directory, `${newId()}.parquet`);
  await database.run(`COPY (${sql}) TO '${path}' (FORMAT parquet, COMPRESSION zstd)`);
  return readFile(path);
}

const listOf = (texts: readonly string[]) => `[${texts.map((text) => `'${text}'`).join(', ')}]`;

test('Parquet is told by its content, and no column is taken for the row', async () => {
  await drop('may.PARQUET', await parquetOf(`SELECT unnest(${listOf(ids())}) AS id, 1 AS o, 'x' AS part`));
  await takeNow(store, clock, directory);
  expect(await eraseFirst()).toMatchObject({ objects: 1, records: 1 });
  const path = join(directory, 'left.parquet');
  await writeFile(path, taken('outcomes-done/', '.PARQUET'));
  expect(await database.all(`SELECT id FROM '${path}' ORDER BY id`)).toEqual(
    ids()
      .slice(1)
      .map((id) => ({ id })),
  );
});

test('a damaged file does not keep anything from being erased, and goes when it names a prediction', async () => {
  await drop('a.parquet', 'PAR1, and nothing else');
  await drop('b.parquet', 'PAR1, and more that is no Parquet: PAR1');
  await drop('c.parquet', `PAR1, and ${ids()[0]}: PAR1`);
  await drop('d.csv', `id,o\n${ids()[0]},1\n${ids()[1]},1\n`);
  await takeNow(store, clock, directory);
  expect(await eraseFirst()).toMatchObject({ objects: 2, records: 2 });
  expect(taken('outcomes-done/', '.csv').toString()).toBe(`id,o\n${ids()[1]},1\n`);
  const left = [...store.objects.keys()].filter((key) => key.endsWith('.parquet'));
  expect(left.map((key) => key.replace(/~.*/, ''))).toEqual([
    'outcomes-rejected/files/a',
    'outcomes-rejected/files/b',
  ]);
});

describe('rows about an entity', () => {
  const SOURCES = [
    sourceOf({ name: 'loans', mapping: { entity_id: 'loan.id', model: 'model', outcome: 'o' } }),
    sourceOf({ name: 'of-m', mapping: { entity_id: 'loan', outcome: 'o' }, models: ['m'] }),
    sourceOf(),
  ];
  const erased = (entityId: string, model?: string) =>
    eraseEntityFromFiles({ store, database, directory, newId }, { entityId, model }, SOURCES);

  test.each<[string, string, string, string, number]>([
    ['of CSV', 'of-m/a.csv', 'LOAN,o\n12,1\n 12 ,1\n112,12\n"12",0\n12-3,1\n', 'LOAN,o\n112,12\n12-3,1\n', 3],
    ['that cannot be read', 'of-m/a.csv', 'loan,o\n12,1,2\n120,"1\n', 'loan,o\n120,"1\n', 1],
    ['of a file without the header', 'of-m/a.csv', '12,1\n13,12\n14,120\n', '14,120\n', 2],
    ['whose column is called like it', 'of-m/a.csv', 'loan,12\n13,12\n12,1\n', 'loan,12\n13,12\n', 1],
    [
      'of NDJSON',
      'loans/a.ndjson',
      '{"loan":{"id":12},"o":1}\n{"loan":{"id":13},"o":12}\n{"loan.id":"12","model":"m"}\n{"loan":{"id":12}\n',
      '{"loan":{"id":13},"o":12}\n',
      3,
    ],
    ['of a source that knows predictions', 'files/a.csv', 'id,o\nx,12\n', 'id,o\nx,12\n', 0],
    ['of no source', 'nobody/a.csv', 'a,b\n12,1\n123,1\n', 'a,b\n123,1\n', 1],
  ])('%s', async (_, name, body, left, records) => {
    await store.put(`outcomes-done/${name}`, body);
    expect(await erased('12')).toMatchObject({ records });
    expect(Buffer.from(store.objects.get(`outcomes-done/${name}`)!).toString()).toBe(left);
  });

  test.each(['Müller "7"', 'a.b*c', '\u{1F600}'])('%s, however it is spelt', async (entityId) => {
    const ascii = JSON.stringify({ loan: entityId }).replace(
      /[^ -~]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    await store.put('outcomes-rejected/of-m/a.ndjson', `${ascii}\n${JSON.stringify({ loan: entityId })}\n`);
    await store.put('outcomes-done/of-m/b.csv', `loan,o\n"${entityId.replaceAll('"', '""')}",1\naxb*c,1\n`);
    expect(await erased(entityId)).toMatchObject({ objects: 2, records: 3 });
    const kept = Buffer.from(store.objects.get('outcomes-done/of-m/b.csv')!).toString();
    expect(kept).toBe('loan,o\naxb*c,1\n');
  });

  test('of Parquet, of one model or of all', async () => {
    const rows = "(VALUES (12.0, 'm'), (12, 'n'), (12, NULL), (112, 'm'))";
    const body = await parquetOf(`SELECT id AS "loan.id", model, 12 AS o FROM ${rows} AS t(id, model)`);
    await store.put('outcomes-done/loans/a.parquet', body);
    await store.put('outcomes-rejected/nobody/b.parquet', await parquetOf("SELECT 'x 12' AS a, 1 AS b"));
    expect(await erased('12', 'm')).toMatchObject({ objects: 2, records: 3 });
    expect(await erased('12')).toMatchObject({ objects: 1, records: 1 });
  });
});
