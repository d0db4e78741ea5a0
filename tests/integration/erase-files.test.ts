import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { erase } from '../../lib/erasure/erase.ts';
import type { PredictionRecord } from '../../lib/log/record.ts';
import { type Database, openDatabase } from '../../lib/profile/duckdb.ts';
import { newId } from '../../lib/runtime/function-log.ts';
import { temporaryDirectory } from '../support/handler-runtime.ts';
import { takeNow } from '../support/inbox.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { Clock, writePredictions } from '../support/outcome-log.ts';

jest.setTimeout(30_000); // other suites share the processors

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
