import { glob, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { labelledQuery } from '../../lib/export/labelled.ts';
import { predictionsQuery } from '../../lib/export/predictions.ts';
import type { FeatureValues } from '../../lib/log/record.ts';
import type { ModelDefinition } from '../../lib/model/definition.ts';
import { parseDefinition } from '../../lib/model/parse.ts';
import { featureColumns, OWN_COLUMNS } from '../../lib/profile/columns.ts';
import { type Database, openDatabase } from '../../lib/profile/duckdb.ts';
import type { Profile } from '../../lib/profile/profile.ts';
import { queueKey, type ReviewQueue } from '../../lib/review/queue.ts';
import { nightlyJob } from '../support/alpha-days.ts';
import { MemoryStore } from '../support/memory-store.ts';
import {
  ALPHA,
  monitored,
  outcomeRecord,
  predictionRecord,
  type Random,
  segmentText,
} from '../support/nightly-fixture.ts';
import { seededRandom } from '../support/random.ts';

const DATE = '2026-11-18';
const NOW = Date.parse('2026-11-19T01:15:00Z');

let directory: string;
let database: Database;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'driftgate-test-'));
  database = await openDatabase(directory);
});
afterAll(async () => {
  database.close();
  await rm(directory, { recursive: true, force: true });
});

/** What the SQL of the product calls tables, columns and parameters. */
async function namesInSql(): Promise<string[]> {
  const names: string[] = [];
  for await (const file of glob('lib/**/*.ts')) {
    const text = await readFile(file, 'utf8');
    for (const pattern of [/\bAS "?([A-Za-z_]\w*)\b"?/g, /\b(?:TABLE|VIEW|MACRO|FROM|JOIN) ([A-Za-z_]\w*)/g])
      names.push(...[...text.matchAll(pattern)].map(([, name]) => name!));
    for (const [, parameters] of text.matchAll(/MACRO \w+\(([\w, ]+)\)/g))
      names.push(...parameters!.split(', '));
  }
  return names;
}

const numbers = (names: readonly string[]): ModelDefinition => ({
  ...ALPHA,
  features: names.map((name) => ({ name, type: 'number', description: name })),
  target: 'of_no_feature',
  feature_importance: Object.fromEntries(names.map((name, i) => [name, 1 / (1 + i)])),
});

const valuesOf =
  (names: readonly string[]) =>
  (random: Random): FeatureValues =>
    Object.fromEntries(names.map((name) => [name, Math.floor(random() * 100)]));

/** A day of predictions, some twice; of their outcomes some are corrected, and some come from two reviewers. */
async function writeDay(store: MemoryStore, names: readonly string[]): Promise<void> {
  const random = seededRandom(3);
  const predictions = Array.from({ length: 60 }, (_, i) => {
    const id = `alpha.${DATE}.${String(i).padStart(2, '0')}`;
    return predictionRecord(
      'alpha',
      id,
      `${DATE}T07:00:00.000Z`,
      ALPHA.version,
      valuesOf(names)(random),
      random(),
    );
  });
  const again = predictions.slice(0, 5).map((record) => ({ ...record, features: valuesOf(names)(random) }));
  const outcomes = predictions.flatMap((record, i) =>
    Array.from({ length: 1 + (i % 3) }, (_, n) => ({
      ...outcomeRecord(record, {
        id: `${record.id}.${n}`,
        time: `${DATE}T0${9 - n}:00:00.000Z`,
        source: n === 0 ? 'api' : 'review',
        confidence: 0.5,
        actual: random() < 0.6 ? 1 : 0,
      }),
      reviewer: n === 0 ? undefined : `reviewer ${n}`,
    })),
  );
  await store.put(
    `log/predict/dt=${DATE}/hour=07/0000-abcdefghij-0.ndjson`,
    segmentText([...predictions, ...again]),
  );
  await store.put(`log/feedback/dt=${DATE}/hour=09/0000-abcdefghij-0.ndjson`, segmentText(outcomes));
}

/** All that the nightly job and the exports make of a day, with features by their position instead of their names. */
async function madeOf(names: readonly string[]) {
  const store = new MemoryStore();
  await writeDay(store, names);
  const model = await monitored(database, directory, numbers(names), valuesOf(names), 200);
  const { definition } = model;
  const { run } = nightlyJob(store, new Map([['alpha', model]]));
  const { failures } = await run({ from: DATE, to: DATE }, NOW);
  const json = <T>(key: string) => JSON.parse(Buffer.from(store.objects.get(key)!).toString()) as T;
  const positions = ({ features, labels, ...rest }: Profile) => ({
    ...rest,
    reference: undefined,
    features: Object.values(features),
    labels: labels && {
      ...labels,
      correct: Object.values(labels.correct),
      pairs: labels.pairs.map((pair) => ({
        ...pair,
        features: pair.features.map((name) => names.indexOf(name)),
      })),
    },
  });
  const { profiles, ...cohort } = json<{ profiles: Profile[]; reference: string }>(
    `cohorts/model=alpha/dt=${DATE}.json`,
  );
  const tmp = await mkdtemp(join(directory, 'export-'));
  const range = { from: DATE, to: DATE };
  const labelled = await labelledQuery(store, database, tmp, definition, range);
  const predictions = await predictionsQuery(store, database, tmp, 'alpha', range);
  const rows = async (query: string | undefined) =>
    (await database.all<Record<string, unknown>>(query!)).map((row) => Object.values(row));
  return {
    failures,
    profile: positions(json<Profile>(`profiles/model=alpha/version=${ALPHA.version}/dt=${DATE}.json`)),
    cohort: { ...cohort, reference: undefined, profiles: profiles.map(positions) },
    queue: json<ReviewQueue>(queueKey('alpha')).items.map(({ features, ...item }) => ({
      ...item,
      features: Object.values(features),
    })),
    labelled: await rows(labelled.query),
    predictions: await rows(predictions),
    own: await ownColumns(store, definition),
  };
}

/** Columns of the archive that are of no feature. */
async function ownColumns(store: MemoryStore, definition: ModelDefinition): Promise<string[]> {
  const features = featureColumns(definition).map(({ name }) => name);
  const own = new Set<string>();
  for (const [key, bytes] of store.objects) {
    if (!key.endsWith('.parquet')) continue;
    const file = join(directory, 'archived.parquet');
    await writeFile(file, bytes);
    const columns = await database.all<{ column_name: string }>(`DESCRIBE SELECT * FROM '${file}'`);
    for (const { column_name: name } of columns) if (!features.includes(name)) own.add(name);
  }
  return [...own];
}

test('a feature may be called like anything in the archive or in SQL: all comes out as under other names', async () => {
  const names = [...Object.values(OWN_COLUMNS).flat(), ...(await namesInSql())];
  const taken = [...new Set(names.map((name) => name.toLowerCase()))];
  expect(() => parseDefinition(numbers(taken), 'test')).not.toThrow();
  const { own, ...plain } = await madeOf(taken.map((_, i) => `plain_${i}`));
  expect(taken).toEqual(expect.arrayContaining(own));
  expect(plain).toMatchObject({ failures: [], cohort: { reviews: { reviewed: 40 } } });
  expect([plain.predictions.length, plain.labelled.length]).toEqual([60, 60]);
  expect(await madeOf(taken)).toEqual({ ...plain, own });
});
