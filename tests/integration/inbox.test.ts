import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { refuseStrays } from '../../lib/inbox/strays.ts';
import { takeInbox } from '../../lib/inbox/take-inbox.ts';
import type { PredictionRecord } from '../../lib/log/record.ts';
import type { FileSource } from '../../lib/outcomes/source.ts';
import { openDatabase } from '../../lib/profile/duckdb.ts';
import { temporaryDirectory } from '../support/handler-runtime.ts';
import { FILES, filesIn, inboxContext, refusalsIn, takeNow } from '../support/inbox.ts';
import { MemoryStore } from '../support/memory-store.ts';
import {
  Clock,
  logEnvironment,
  openLog,
  readOutcomes,
  sourceOf,
  writePredictions,
} from '../support/outcome-log.ts';

const GONE = 'm.2026112007.0003.k3v9x2ab7q.0.17';
let store: MemoryStore;
let clock: Clock;
let predictions: PredictionRecord[];
let tmp: string;

beforeEach(async () => {
  store = new MemoryStore();
  clock = new Clock();
  tmp = await temporaryDirectory();
  const labels = Array.from({ length: 6 }, (_, i) => ({ label: i % 2 }));
  predictions = await writePredictions(store, labels, clock);
});

const drop = (name: string, body: string | Uint8Array) => store.put(`outcomes-inbox/${name}`, body);
const take = (change = {}) => takeNow(store, clock, tmp, change);
const goodRows = (outcome = '1') => `id,o\n${predictions.map(({ id }) => `${id},${outcome}\n`).join('')}`;
const ids = async () => (await readOutcomes(store)).outcomes.map((outcome) => outcome.prediction_id);

const ROWS = () => [
  ...predictions.map(({ id }) => [id, '1']),
  [GONE, '1'],
  ['no id', '1'],
  [predictions[0]!.id, 'maybe'],
];

async function parquet(): Promise<Uint8Array> {
  const path = join(tmp, 'made.parquet');
  const database = await openDatabase(tmp);
  const values = ROWS().map(([id, o]) => `('${id}', '${o}')`);
  await database.run(`COPY (SELECT * FROM (VALUES ${values}) AS t(id, o)) TO '${path}' (FORMAT parquet)`);
  database.close();
  return readFile(path);
}

test.each([
  [
    'csv',
    async () =>
      `id,o\n${ROWS()
        .map((row) => `${row.join()}\n`)
        .join('')}`,
    'line 8,9,10',
  ],
  [
    'ndjson',
    async () =>
      ROWS()
        .map(([id, o]) => JSON.stringify({ id, o }))
        .join('\n'),
    'line 7,8,9',
  ],
  ['parquet', parquet, 'row 7,8,9'],
])(
  'the good rows of a .%s are taken, and it lies with what is wrong with the others',
  async (ending, body, at) => {
    const content = await body();
    await drop(`files/may.${ending}`, content);
    const report = await take();
    expect(report).toMatchObject({
      rows: 9,
      accepted: 6,
      rejected: { unknown_prediction: 1, invalid_id: 1, unknown_class: 1 },
      skipped: [],
    });
    const { outcomes, rejected } = await readOutcomes(store);
    expect(outcomes.map((outcome) => outcome.prediction_id).sort()).toEqual(predictions.map(({ id }) => id));
    expect(rejected).toEqual({
      'm files unknown_prediction': 1,
      'm files unknown_class': 1,
      'unknown files invalid_id': 1,
    });
    const [word, numbers] = at.split(' ');
    expect(await refusalsIn(store)).toEqual([
      {
        at: `${word} ${numbers!.split(',')[0]}`,
        model: 'm',
        reason: 'unknown_prediction',
        detail: expect.any(String),
      },
      {
        at: `${word} ${numbers!.split(',')[1]}`,
        reason: 'invalid_id',
        detail: expect.stringContaining('"no id"'),
      },
      {
        at: `${word} ${numbers!.split(',')[2]}`,
        model: 'm',
        reason: 'unknown_class',
        detail: expect.stringContaining('"maybe"'),
      },
    ]);
    const name = `outcomes-rejected/files/may.${ending}`;
    expect(await filesIn(store)).toEqual([name, `${name}.rejected.ndjson`]);
    const [key] = [...store.objects.keys()].filter((one) => /^outcomes-.*may~[0-9a-f]{8}\.\w+$/.test(one));
    expect(Buffer.from(store.objects.get(key!)!)).toEqual(Buffer.from(content));
  },
);

test('a file without bad rows is done; the same again counts once, the same rows under another name count again', async () => {
  await drop('files/2026/may.csv', goodRows());
  expect(await take()).toMatchObject({ rows: 6, accepted: 6, rejected: {} });
  expect(await filesIn(store)).toEqual(['outcomes-done/files/2026/may.csv']);
  await drop('files/2026/may.csv', goodRows());
  expect(await take()).toMatchObject({ rows: 0, skipped: [] });
  expect(await filesIn(store)).toEqual(['outcomes-done/files/2026/may.csv']);
  expect(await ids()).toHaveLength(6);
  await drop('files/2026/may.csv', goodRows('0'));
  await drop('files/june.csv', goodRows());
  expect(await take()).toMatchObject({ rows: 12, accepted: 12 });
  expect(await filesIn(store)).toEqual([
    'outcomes-done/files/2026/may.csv',
    'outcomes-done/files/2026/may.csv',
    'outcomes-done/files/june.csv',
  ]);
  expect(await ids()).toHaveLength(18);
});

test.each<[string, string | Uint8Array, string]>([
  ['a.xlsx', 'x', 'expected a file .csv, .ndjson or .parquet, got "files/a.xlsx"'],
  ['a.csv', '', 'files/a.csv: expected a header, got an empty file'],
  ['a.ndjson', '\n', 'files/a.ndjson: expected rows, got an empty file'],
  ['a.csv', 'id,status\nx,1\n', 'files: expected the columns o too, got "id", "status"'],
  ['a.csv', Uint8Array.from([0x69, 0xff, 0x0a]), 'files/a.csv: line 1: expected UTF-8 text, got other bytes'],
  ['a.parquet', 'PAR1 and nothing else', 'files/a.parquet'],
])('%s that cannot be read is refused as a whole: %s', async (name, body, detail) => {
  await drop(`files/${name}`, body);
  expect(await take()).toMatchObject({ rows: 1, accepted: 0, rejected: { invalid_file: 1 }, skipped: [] });
  expect(await refusalsIn(store)).toEqual([
    { at: `files/${name}`, reason: 'invalid_file', detail: expect.stringContaining(detail) },
  ]);
  expect((await refusalsIn(store))[0]!.detail).not.toContain(tmp);
  expect(await filesIn(store)).toEqual([
    `outcomes-rejected/files/${name}`,
    `outcomes-rejected/files/${name}.rejected.ndjson`,
  ]);
  expect((await readOutcomes(store)).rejected).toEqual({ 'unknown files invalid_file': 1 });
});

test('rows about entities are joined to the latest prediction of each, with the types that Parquet has', async () => {
  const [first, second] = await writePredictions(
    store,
    [
      { label: 0, entityId: 'loan-1' },
      { label: 1, entityId: 'loan-2' },
    ],
    clock,
  );
  const source = sourceOf({
    model: 'm',
    mapping: {
      entity_id: 'Loan',
      outcome: { column: 'state', classes: { 7: 1, 8: 0, 9: null } },
      time: { column: 'at', unit: 'seconds' },
    },
  });
  const path = join(tmp, 'made.parquet');
  const database = await openDatabase(tmp);
  const at = "TIMESTAMP '2026-11-21 12:00:30'";
  const values = `('loan-2', 7::BIGINT, ${at}), ('loan-1', 8, ${at}), ('loan-3', 8, ${at}), ('loan-1', 9, ${at})`;
  await database.run(
    `COPY (SELECT * FROM (VALUES ${values}) AS t(loan, state, "at")) TO '${path}' (FORMAT parquet)`,
  );
  database.close();
  await drop('files/may.parquet', await readFile(path));
  const report = await takeInbox(inboxContext(store, clock, tmp), source as FileSource);
  expect(report).toMatchObject({ rows: 4, accepted: 2, pending: 1, deferred: 1 });
  const { outcomes } = await readOutcomes(store);
  const said = outcomes.map(({ prediction_id: id, actual, observed }) => ({ id, actual, observed }));
  const observed = '2026-11-21T12:00:30.000Z';
  expect(said).toHaveLength(2);
  expect(said).toEqual(
    expect.arrayContaining([
      { id: first!.id, actual: 0, observed },
      { id: second!.id, actual: 1, observed },
    ]),
  );
});

test('of very many refused rows each is told, in several objects', async () => {
  const rows = Array.from({ length: 60_000 }, (_, i) => `none-${i},1\n`);
  await drop('files/may.csv', `id,o\n${rows.join('')}`);
  expect(await take()).toMatchObject({ rows: 60_000, rejected: { invalid_id: 60_000 } });
  const said = await refusalsIn(store);
  expect(new Set(said.map(({ at }) => at)).size).toBe(60_000);
  expect(await filesIn(store)).toEqual([
    'outcomes-rejected/files/may.csv',
    'outcomes-rejected/files/may.csv.rejected-2.ndjson',
    'outcomes-rejected/files/may.csv.rejected.ndjson',
  ]);
  expect((await readOutcomes(store)).rejected).toEqual({ 'unknown files invalid_id': 60_000 });
});

test('spaces around ids and classes, and empty columns of a spreadsheet, are no part of them', async () => {
  await drop('files/a.csv', `id , o,,\n ${predictions[0]!.id}, 1 ,,\n`);
  expect(await take()).toMatchObject({ rows: 1, accepted: 1 });
  expect(await ids()).toEqual([predictions[0]!.id]);
});

test('a header without rows says that nothing happened', async () => {
  await drop('files/a.csv', 'id,o\n');
  expect(await take()).toMatchObject({ rows: 0, rejected: {} });
  expect(await filesIn(store)).toEqual(['outcomes-done/files/a.csv']);
});

test('files of no source are refused, and what a store cannot name is refused where it is', async () => {
  await drop('typo/a.csv', goodRows());
  await drop('b.csv', goodRows());
  await drop('files/may.csv', goodRows());
  await drop('files/', '');
  await drop('files/may (1).csv', goodRows());
  const stays = /^outcomes-inbox\/files\/may \(1\)\.csv: stays where it is: expected a name of letters/;
  const first = await take();
  expect(first).toMatchObject({ accepted: 6, rejected: { invalid_file: 1 } });
  expect(first.skipped).toEqual([expect.stringMatching(stays)]);
  // It is counted once.
  expect(await take()).toMatchObject({ rows: 0, rejected: {}, skipped: [expect.stringMatching(stays)] });
  const report = await refuseStrays(inboxContext(store, clock, tmp), [FILES]);
  expect(report).toMatchObject({ source: 'unknown', rows: 2, rejected: { invalid_file: 2 } });
  const expected = 'expected a file below outcomes-inbox/files/, got outcomes-inbox/';
  expect((await refusalsIn(store)).map(({ detail }) => detail)).toEqual([
    `${expected}b.csv`,
    expect.stringMatching(/^expected a name of letters, digits/),
    `${expected}typo/a.csv`,
  ]);
  expect(await filesIn(store)).toEqual([
    'outcomes-done/files/may.csv',
    'outcomes-inbox/files/',
    'outcomes-inbox/files/may (1).csv',
    'outcomes-rejected/b.csv',
    'outcomes-rejected/b.csv.rejected.ndjson',
    'outcomes-rejected/files/may__1_.csv.rejected.ndjson',
    'outcomes-rejected/typo/a.csv',
    'outcomes-rejected/typo/a.csv.rejected.ndjson',
  ]);
  expect((await readOutcomes(store)).rejected).toEqual({
    'unknown files invalid_file': 1,
    'unknown unknown invalid_file': 2,
  });
  expect(await refuseStrays(inboxContext(store, clock, tmp), [FILES])).toBeUndefined();
});

test('a file that may still be written is left alone', async () => {
  await drop('files/may.csv', goodRows());
  expect((await take({ settleMs: 10_000 })).skipped).toEqual([
    'outcomes-inbox/files/may.csv: was written to a moment ago; it is taken when nobody did so for 10 s',
  ]);
  expect(await ids()).toEqual([]);
});

/** A prediction whose id is known before it is written. */
async function writeLater(): Promise<{ id: string; write: () => Promise<void> }> {
  const log = openLog(logEnvironment('predict', store, clock));
  const [record] = predictions;
  let id = '';
  let write: () => void = () => undefined;
  const permitted = new Promise<void>((resolve) => {
    write = resolve;
  });
  const written = log.commit({
    cut: ({ id: next, time }) => {
      id = next('m');
      return [{ ...record!, id, time: new Date(time).toISOString() }];
    },
    prepare: () => permitted,
  });
  while (id === '') await new Promise(setImmediate);
  return {
    id,
    write: async () => {
      write();
      await written;
    },
  };
}

test('rows whose predictions may still become visible wait, without the others', async () => {
  const later = await writeLater();
  await drop('files/may.csv', `id,o\n${later.id},1\n${predictions[0]!.id},1\nx,1\n`);
  const waits = 'outcomes-inbox/files/may.csv: rows of it wait for predictions that may still become visible';
  expect(await take()).toMatchObject({
    rows: 3,
    accepted: 1,
    deferred: 1,
    rejected: { invalid_id: 1 },
    skipped: [waits],
  });
  expect(await take()).toMatchObject({ rows: 1, accepted: 0, deferred: 1, skipped: [waits] });
  await later.write();
  expect(await take()).toMatchObject({ rows: 1, accepted: 1, deferred: 0, skipped: [] });
  expect(await ids()).toEqual([predictions[0]!.id, later.id]);
  expect(await filesIn(store)).toEqual([
    'outcomes-rejected/files/may.csv',
    'outcomes-rejected/files/may.csv.rejected.ndjson',
  ]);
});

test('after two hours they are refused', async () => {
  const id = predictions[0]!.id.replace(/\d+$/, '99');
  await drop('files/may.csv', `id,o\n${id},1\n${predictions[0]!.id},1\n`);
  await take();
  expect((await readOutcomes(store)).rejected).toEqual({});
  const list = store.list.bind(store);
  store.list = async function* (prefix, options) {
    for await (const entry of list(prefix, options)) yield { ...entry, ageMs: 2 * 3600_000 };
  };
  expect(await take()).toMatchObject({ rows: 1, rejected: { unknown_prediction: 1 }, skipped: [] });
  expect(await ids()).toEqual([predictions[0]!.id]);
  expect(await filesIn(store)).toEqual([
    'outcomes-rejected/files/may.csv',
    'outcomes-rejected/files/may.csv.rejected.ndjson',
  ]);
});

test('when time is short it stops between two batches, and the next run goes on there', async () => {
  const file = (name: string) => drop(`files/${name}.csv`, goodRows());
  await Promise.all(['a', 'b', 'c'].map(file));
  let batches = 0;
  // Enough for one.
  const remainingMs = () => (batches++ === 0 ? 70_000 : 50_000);
  const stopped = 'the rest and what follows, for lack of time: the next run goes on there';
  expect(await take({ remainingMs })).toMatchObject({
    rows: 6,
    skipped: [`outcomes-inbox/files/b.csv: ${stopped}`],
  });
  expect(await ids()).toHaveLength(6);
  expect(await take()).toMatchObject({ rows: 12, skipped: [] });
  expect(await ids()).toHaveLength(18);
});

test('a file that is replaced while it is read is taken as it is then, and the new one stays', async () => {
  await drop('files/may.csv', goodRows('1'));
  store.intercept = (operation, key) => {
    if (operation !== 'get' || !key.startsWith('outcomes-inbox/')) return;
    store.intercept = () => undefined;
    store.objects.set('outcomes-inbox/files/may.csv', Buffer.from(goodRows('0')));
  };
  expect((await take()).skipped).toEqual([
    'outcomes-inbox/files/may.csv: outcomes-inbox/files/may.csv: expected one content, got another while it was read',
  ]);
  expect(await take()).toMatchObject({ accepted: 6 });
  expect((await readOutcomes(store)).outcomes.every(({ actual }) => actual === 0)).toBe(true);
});

test('a store that fails is the failure of the run, and not of the file', async () => {
  await drop('files/may.csv', goodRows());
  store.failing = 'log/predict/';
  await expect(take()).rejects.toMatchObject({ name: 'StoreUnavailableError' });
  expect(await filesIn(store)).toEqual(['outcomes-inbox/files/may.csv']);
  store.failing = undefined;
  expect(await take()).toMatchObject({ accepted: 6 });
  expect(await ids()).toHaveLength(6);
});

test('what Parquet has and other files have not is refused by the row, or read as they have it', async () => {
  const id = (i: number) => `'${predictions[i]!.id}'`;
  const files = [
    `SELECT ${id(0)} AS id, {'a': 1::BIGINT} AS o UNION ALL SELECT 'x', NULL`,
    `SELECT ${id(1)} AS id, 1 AS o, timestamp 'infinity' AS t UNION ALL SELECT ${id(1)}, 1, NULL`,
    `SELECT ${id(2)}::BLOB AS id, 1::HUGEINT AS o, date '2026-11-20' AS t, timestamp '-infinity' AS other`,
    `SELECT ${id(3)} AS id, 1.00::DECIMAL(9, 2) AS o, INTERVAL 1 DAY AS t UNION ALL SELECT ${id(3)}, 0.5, NULL`,
    `SELECT ${id(4)} AS id, [1::BIGINT] AS o, timestamptz '2026-11-20 10:00:00+02' AS t`,
    `SELECT ${id(5)} AS id, 1 AS o, timestamp_ns '2026-11-20 10:00:00.123456789' AS t`,
  ];
  const database = await openDatabase(tmp);
  for (const [i, select] of files.entries()) {
    const path = join(tmp, `${i}.parquet`);
    await database.run(`COPY (${select}) TO '${path}' (FORMAT parquet)`);
    await drop(`files/${i}.parquet`, await readFile(path));
  }
  database.close();
  expect(await take()).toMatchObject({
    rows: 9,
    accepted: 3,
    rejected: { unknown_class: 3, invalid_id: 1, invalid_row: 2 },
    skipped: [],
  });
  const { outcomes } = await readOutcomes(store);
  const found = outcomes.map(({ prediction_id, observed }) => [prediction_id, observed]);
  expect(Object.fromEntries(found)).toEqual({
    [predictions[1]!.id]: undefined,
    [predictions[2]!.id]: '2026-11-20T23:59:59.999Z',
    [predictions[5]!.id]: '2026-11-20T10:00:00.123Z',
  });
});
