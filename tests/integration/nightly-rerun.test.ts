import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { outcomesKey, predictionsKey } from '../../lib/archive/keys.ts';
import type { PredictionRecord } from '../../lib/log/record.ts';
import type { MonitoredModel } from '../../lib/nightly/job.ts';
import { openDatabase } from '../../lib/profile/duckdb.ts';
import { monitoredAlpha, nightlyJob, writeAlphaDay } from '../support/alpha-days.ts';
import { MemoryStore } from '../support/memory-store.ts';

const DATE = '2026-11-18';
const NOW = Date.parse('2026-11-19T01:15:00Z');
const ARCHIVES = [predictionsKey('alpha', DATE), outcomesKey('alpha', DATE, DATE)];

let models: Map<string, MonitoredModel>;
let store: MemoryStore;

beforeAll(async () => {
  models = new Map([['alpha', await monitoredAlpha()]]);
});
beforeEach(() => {
  store = new MemoryStore();
});

async function rowsOf(key: string): Promise<Record<string, unknown>[]> {
  const directory = await mkdtemp(join(tmpdir(), 'driftgate-test-'));
  const database = await openDatabase(directory);
  try {
    const file = join(directory, 'archive.parquet');
    await writeFile(file, store.objects.get(key)!);
    return await database.all(`SELECT * FROM '${file}' ORDER BY id`);
  } finally {
    database.close();
    await rm(directory, { recursive: true, force: true });
  }
}

/** What an older version had: a number, a text, one that is a number only at times, one all null, and odd names. */
const older = (i: number) => ({
  tenure: i / 4,
  plan: `p${i}`,
  mixed: i % 2 === 0 ? i : `m${i}`,
  empty: null,
  AGE: i,
  'a/b~"c\'': -i,
  Version: 'x',
});

const ofTwoVersions = (record: PredictionRecord, i: number): PredictionRecord =>
  i < 20 ? record : { ...record, version: '0.9.0', features: { ...record.features, ...older(i) } };

test('the archive has the features of every version that answered, whichever is deployed', async () => {
  await writeAlphaDay(store, DATE, ofTwoVersions);
  await nightlyJob(store, models).run({ date: DATE }, NOW);
  for (const key of ARCHIVES) {
    const rows = await rowsOf(key);
    for (const [i, row] of rows.entries()) {
      const { tenure, plan, mixed, AGE, Version, ...odd } = older(i);
      const expected = {
        tenure,
        plan,
        mixed: String(mixed),
        empty: null,
        feature_AGE: AGE,
        'a/b~"c\'': odd['a/b~"c\''],
        feature_Version: Version,
      };
      const nothing = Object.fromEntries(Object.keys(expected).map((name) => [name, null]));
      expect(row).toMatchObject(i < 20 ? nothing : expected);
      expect(typeof row.age).toBe('number');
    }
    expect(rows.length).toBe(key.includes('outcomes') ? 30 : 60);
  }
});

test('an archive is not replaced by one with fewer rows', async () => {
  await writeAlphaDay(store, DATE);
  const { run } = nightlyJob(store, models);
  await run({ date: DATE }, NOW);
  const archived = store.objects.get(ARCHIVES[0]!);
  await store.delete(`reports/model=alpha/dt=${DATE}/report.json`);
  await store.delete(`log/predict/dt=${DATE}/hour=07/0002-abcdefghij-0.ndjson`);
  await expect(run({ date: DATE }, NOW)).rejects.toThrow('expected at least 60 rows, got 40');
  expect(store.objects.get(ARCHIVES[0]!)).toEqual(archived);
});

test('nor by one of as many rows that lacks a column with values', async () => {
  await writeAlphaDay(store, DATE, ofTwoVersions);
  const { run } = nightlyJob(store, models);
  await run({ date: DATE }, NOW);
  const archived = store.objects.get(ARCHIVES[0]!);
  await writeAlphaDay(store, DATE);
  await expect(run({ date: DATE }, NOW)).rejects.toThrow('expected the column');
  expect(store.objects.get(ARCHIVES[0]!)).toEqual(archived);
});

const removeLog = (prefix: string): void => {
  for (const key of [...store.objects.keys()]) if (key.startsWith(prefix)) store.objects.delete(key);
};

test.each([
  ['of predictions', 'log/predict/', 'predictions', 60, 0],
  ['of predictions in part', `log/predict/dt=${DATE}/hour=07/0001`, 'predictions', 60, 40],
  ['of outcomes', 'log/feedback/', 'outcomes', 30, 0],
  ['of everything', 'log/', 'predictions', 60, 0],
])(
  'once the log %s is gone, a run keeps what was made of it and says so',
  async (_, prefix, log, records, left) => {
    await writeAlphaDay(store, DATE);
    // Another model is refused, so the day has no marker.
    const refused = new Map([['beta', new Error('no reference')]]);
    const { run } = nightlyJob(store, models, { refused });
    await run({ date: DATE, model: 'alpha' }, NOW);
    const made = () =>
      [...store.objects].filter(([key]) => /^(archive|profiles|cohorts|reports)\//.test(key));
    const before = made();
    removeLog(prefix);
    const { kept } = await run({ date: DATE, model: 'alpha' }, NOW);
    expect(kept).toEqual([{ date: DATE, model: 'alpha', log, records, left }]);
    expect(made()).toEqual(before);
  },
);
