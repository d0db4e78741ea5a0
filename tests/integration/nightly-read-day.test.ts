import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeOutcomes } from '../../lib/archive/outcomes.ts';
import { writePredictions } from '../../lib/archive/predictions.ts';
import { listDay } from '../../lib/archive/segments.ts';
import type { PredictionRecord } from '../../lib/log/record.ts';
import type { MonitoredModel } from '../../lib/nightly/job.ts';
import { type DayContents, readDay } from '../../lib/nightly/read-day.ts';
import { StageTimes } from '../../lib/nightly/stages.ts';
import { type Database, openDatabase } from '../../lib/profile/duckdb.ts';
import { MemoryStore } from '../support/memory-store.ts';
import {
  ALPHA,
  alphaFeatures,
  BETA,
  betaFeatures,
  outcomeRecord,
  predictionRecord,
  segmentText,
} from '../support/nightly-fixture.ts';
import { seededRandom } from '../support/random.ts';

const DATE = '2026-11-18';
const definitions = [ALPHA, BETA];
const models = new Map(definitions.map((definition) => [definition.name, { definition } as MonitoredModel]));
const NAMES = [...models.keys()];
/** A chunk for every segment, for a few, and one for all. */
const CHUNK_BYTES = [1, 20_000, undefined];

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'driftgate-test-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

type Segments = (readonly [records: readonly unknown[], more?: readonly string[]])[];

async function storeOf(
  predict: Segments,
  feedback: Segments = [],
  outcomes: Segments = [],
): Promise<MemoryStore> {
  const store = new MemoryStore();
  for (const [log, segments] of Object.entries({ predict, feedback, outcomes })) {
    for (const [i, [records, more]] of segments.entries()) {
      const name = `${String(i).padStart(4, '0')}-abcdefghij-0.ndjson`;
      await store.put(`log/${log}/dt=${DATE}/hour=07/${name}`, segmentText(records, more));
    }
  }
  return store;
}

/** What `work` makes of the day for each size of chunks. */
async function withEachSize<T>(
  store: MemoryStore,
  work: (contents: DayContents, database: Database, directory: string) => Promise<T>,
): Promise<T[]> {
  const results: T[] = [];
  for (const [i, bytes] of CHUNK_BYTES.entries()) {
    const target = join(directory, `size-${i}`);
    await mkdir(target);
    const database = await openDatabase(target);
    const listing = await listDay(store, DATE);
    const stages = new StageTimes(() => 0);
    const contents = await readDay(
      { store, models, refused: new Map() },
      database,
      target,
      listing,
      NAMES,
      stages,
      bytes,
    );
    results.push(await work(contents, database, target));
    database.close();
  }
  return results;
}

/** Two models whose records take turns, in segments; `order` of the segments in the log. */
function records() {
  const random = seededRandom(5);
  const predictions = Array.from({ length: 600 }, (_, i): PredictionRecord => {
    const time = `${DATE}T07:${String(Math.floor(i / 10)).padStart(2, '0')}:00.000Z`;
    const id = `${String(Math.floor(i / 30)).padStart(4, '0')}.${i % 30}`;
    return i % 3 === 0
      ? predictionRecord('beta', `beta.${id}`, time, '2.0.0', betaFeatures(random), random())
      : predictionRecord('alpha', `alpha.${id}`, time, '1.1.0', alphaFeatures(random), random());
  });
  const segments = Array.from({ length: 20 }, (_, i) => predictions.slice(30 * i, 30 * (i + 1)));
  return { predictions, segments };
}

async function archived(contents: DayContents, database: Database, target: string, name: string) {
  const file = join(target, `${name}.parquet`);
  const counts = await writePredictions(database, contents.parts.predictions.get(name)!, file);
  return { ...counts, bytes: (await readFile(file)).toString('base64') };
}

const idsOf = async (database: Database, bytes: string): Promise<string[]> => {
  const file = join(directory, 'ids.parquet');
  await writeFile(file, Buffer.from(bytes, 'base64'));
  return (await database.all<{ id: string }>(`SELECT id FROM '${file}'`)).map(({ id }) => id);
};

const sorted = (ids: string[]): string[] => [...ids].sort((a, b) => (a < b ? -1 : 1));

test.each([
  ['in the order of their ids', (segments: PredictionRecord[][]) => segments],
  ['in another order', (segments: PredictionRecord[][]) => segments.toReversed()],
])('segments %s give the same bytes whatever the chunks', async (_, arrange) => {
  const { predictions, segments } = records();
  const store = await storeOf(arrange(segments).map((of) => [of] as const));
  const results = await withEachSize(store, async (contents, database, target) => ({
    lines: contents.lines,
    alpha: await archived(contents, database, target, 'alpha'),
    beta: await archived(contents, database, target, 'beta'),
  }));
  expect(results[0]!.lines).toEqual([
    { kind: 'header', model: null, lines: 20 },
    { kind: 'prediction', model: 'alpha', lines: 400 },
    { kind: 'prediction', model: 'beta', lines: 200 },
  ]);
  for (const result of results) expect(result).toEqual(results[0]);
  const database = await openDatabase(directory);
  for (const name of NAMES) {
    const expected = predictions.filter(({ model }) => model === name).map(({ id }) => id);
    expect(await idsOf(database, results[0]![name as 'alpha' | 'beta'].bytes)).toEqual(sorted(expected));
  }
  database.close();
});

test('an id that comes twice counts once, in one chunk or in two: the earlier record', async () => {
  const { predictions, segments } = records();
  const again = { ...predictions[1]!, time: `${DATE}T00:00:00.000Z`, score: 0.125 };
  const sameTime = { ...predictions[2]!, score: 0.75 };
  const store = await storeOf([...segments.map((of) => [of] as const), [[again, sameTime, sameTime]]]);
  const results = await withEachSize(store, (contents, database, target) =>
    archived(contents, database, target, 'alpha'),
  );
  for (const result of results) expect(result).toEqual(results[0]);
  expect(results[0]).toMatchObject({ rows: 400, duplicates: 3 });
  const database = await openDatabase(directory);
  const ids = predictions.filter(({ model }) => model === 'alpha').map(({ id }) => id);
  expect(await idsOf(database, results[0]!.bytes)).toEqual(sorted(ids));
  const [row] = await database.all<{ score: number }>(
    `SELECT score FROM '${join(directory, 'ids.parquet')}' WHERE id = '${again.id}'`,
  );
  expect(row).toEqual({ score: 0.125 });
  database.close();
});

test('outcomes lie by the date of their prediction, whatever the chunks, their order, and whose log they are in', async () => {
  const { predictions } = records();
  const outcomes = predictions
    .filter(({ model }) => model === 'alpha')
    .map((prediction, i) => {
      const of = i % 4 === 0 ? prediction : { ...prediction, time: `2026-11-0${1 + (i % 4)}T23:59:59.999Z` };
      const id = `o.${String(i).padStart(4, '0')}`;
      return outcomeRecord(of, { id, time: prediction.time, source: 'api', confidence: 1, actual: 1 });
    });
  outcomes.push({ ...outcomes[7]!, confidence: 0.5 });
  const segments = Array.from({ length: 9 }, (_, i) => outcomes.slice(50 * i, 50 * (i + 1)));
  const results: unknown[] = [];
  const all = segments.map((of) => [of] as const);
  const logs: [Segments, Segments][] = [
    [all, []],
    [all.toReversed(), []],
    [[], all],
    [all.filter((_, i) => i % 3 === 0), all.filter((_, i) => i % 3 > 0)],
  ];
  for (const [feedback, outcomes] of logs) {
    const store = await storeOf([], feedback, outcomes);
    results.push(
      ...(await withEachSize(store, async ({ parts }, database, target) => {
        const received = await writeOutcomes(database, parts.outcomes.get('alpha')!, target);
        return Promise.all(
          received.map(async ({ cohort, rows, file }) => ({ cohort, rows, bytes: await readFile(file) })),
        );
      })),
    );
    await rm(directory, { recursive: true });
    await mkdir(directory);
  }
  expect(results[0]).toMatchObject([
    { cohort: '2026-11-02', rows: 100 },
    { cohort: '2026-11-03', rows: 100 },
    { cohort: '2026-11-04', rows: 101 },
    { cohort: DATE, rows: 100 },
  ]);
  for (const result of results) expect(result).toEqual(results[0]);
});

test('outcomes that were refused are as many as their records say', async () => {
  const refused = (reason: string, count?: number) => ({
    type: 'rejected_outcome',
    time: `${DATE}T07:00:00.000Z`,
    model: 'alpha',
    source: 's',
    reason,
    ...(count !== undefined && { count }),
  });
  const feedback = [refused('invalid_id'), refused('unknown_class')];
  const outcomes = [refused('invalid_id', 20_000), refused('invalid_row', 7), refused('invalid_id', 1)];
  const store = await storeOf([], [[feedback]], [[outcomes]]);
  const results = await withEachSize(store, async ({ rejections }) => rejections.get('alpha'));
  for (const result of results) {
    expect(result).toEqual({
      requests: {},
      outcomes: { invalid_id: 20_002, unknown_class: 1, invalid_row: 7 },
      checks: [],
    });
  }
});

test('what is cut off or is no record is counted, never fatal, and takes nothing with it', async () => {
  const { predictions, segments } = records();
  const whole = JSON.stringify(predictions[1]);
  const store = await storeOf([
    [segments[0]!, ['{"type":"prediction","id":"al']],
    [segments[1]!, [`${whole.slice(0, -1)}`, 'null', '"text"', `${whole}${whole}`, '   ']],
    [
      [
        { ...predictions[1]!, id: 'x1', features: 5 },
        { ...predictions[1]!, id: 'x2', features: [1] },
      ],
    ],
    [
      [
        { ...predictions[1]!, id: 'x3', features: null },
        { ...predictions[1]!, id: 'x4', score: null },
      ],
    ],
  ]);
  const cut = segmentText(segments[2]!);
  await store.put(`log/predict/dt=${DATE}/hour=08/0000-a-0.ndjson`, cut.slice(0, -1));
  await store.put(`log/predict/dt=${DATE}/hour=08/0001-a-0.ndjson`, '');
  const invalid = Buffer.concat([Buffer.from('{"type":"'), Buffer.of(0xff, 0xfe), Buffer.from('"}\n')]);
  await store.put(`log/predict/dt=${DATE}/hour=08/0002-a-0.ndjson`, invalid);
  await store.put(`log/predict/dt=${DATE}/hour=08/0003-a-0.ndjson`, segmentText(segments[3]!));
  const results = await withEachSize(store, async ({ lines }) => lines);
  for (const lines of results) expect(lines).toEqual(results[0]);
  expect(results[0]).toEqual([
    { kind: 'header', model: null, lines: 6 },
    { kind: 'incomplete', model: 'alpha', lines: 4 },
    { kind: 'malformed', model: null, lines: 6 },
    { kind: 'prediction', model: 'alpha', lines: 80 },
    { kind: 'prediction', model: 'beta', lines: 40 },
  ]);
});

test('numbers keep every bit', async () => {
  const random = seededRandom(9);
  const bits = new DataView(new ArrayBuffer(8));
  const numbers = [
    0,
    -0,
    5e-324,
    -1e300,
    1.7976931348623157e308,
    2 ** 53 + 2,
    1e21,
    0.1 + 0.2,
    123456789.12345679,
  ];
  while (numbers.length < 2_000) {
    bits.setUint32(0, random() * 2 ** 32);
    bits.setUint32(4, random() * 2 ** 32);
    if (Number.isFinite(bits.getFloat64(0))) numbers.push(bits.getFloat64(0));
  }
  const predictions = numbers.map((score, i) =>
    predictionRecord(
      'beta',
      `beta.${String(i).padStart(4, '0')}`,
      `${DATE}T07:00:00.000Z`,
      '1',
      { age: score },
      0.5,
    ),
  );
  const store = await storeOf([[predictions]]);
  const [values] = await withEachSize(store, async ({ parts }, database, target) => {
    await writePredictions(database, parts.predictions.get('beta')!, join(target, 'beta.parquet'));
    return database.all<{ age: number }>(`SELECT age FROM '${join(target, 'beta.parquet')}' ORDER BY id`);
  });
  // JSON writes −0 as 0.
  expect(values!.map(({ age }) => age)).toEqual(numbers.map((x) => x + 0));
});
