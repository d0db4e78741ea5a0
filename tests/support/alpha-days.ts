import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHandler } from '../../functions/nightly.ts';
import type { PredictionRecord } from '../../lib/log/record.ts';
import type { Sample } from '../../lib/metrics/sample.ts';
import type { MonitoredModel, NightlyDependencies } from '../../lib/nightly/job.ts';
import type { NightlySummary } from '../../lib/nightly/run.ts';
import { openDatabase } from '../../lib/profile/duckdb.ts';
import type { MemoryStore } from './memory-store.ts';
import {
  ALPHA,
  alphaFeatures,
  monitored,
  outcomeRecord,
  predictionRecord,
  scoreOf,
  segmentText,
} from './nightly-fixture.ts';
import { seededRandom } from './random.ts';

/** The model of the tests with its reference. */
export async function monitoredAlpha(): Promise<MonitoredModel> {
  const directory = await mkdtemp(join(tmpdir(), 'driftgate-test-'));
  const database = await openDatabase(directory);
  try {
    return await monitored(database, directory, ALPHA, (random) => alphaFeatures(random));
  } finally {
    database.close();
    await rm(directory, { recursive: true, force: true });
  }
}

/** 60 predictions of a day in three segments, and an outcome for the first half of them the same day, in one. */
export async function writeAlphaDay(
  store: MemoryStore,
  date: string,
  change: (record: PredictionRecord, i: number) => PredictionRecord = (record) => record,
): Promise<PredictionRecord[]> {
  const random = seededRandom(3);
  const records = Array.from({ length: 60 }, (_, i) => {
    const time = `${date}T07:${String(i).padStart(2, '0')}:00.000Z`;
    const id = `alpha.${date}.${String(i).padStart(2, '0')}`;
    return change(
      predictionRecord('alpha', id, time, ALPHA.version, alphaFeatures(random), scoreOf(random)),
      i,
    );
  });
  for (const segment of [0, 1, 2]) {
    const text = segmentText(records.slice(20 * segment, 20 * (segment + 1)));
    await store.put(`log/predict/dt=${date}/hour=07/000${segment}-abcdefghij-0.ndjson`, text);
  }
  const outcomes = records.slice(0, 30).map((record) =>
    outcomeRecord(record, {
      id: `o.${record.id}`,
      time: `${date}T09:00:00.000Z`,
      source: 'api',
      confidence: 1,
      actual: 1,
    }),
  );
  await store.put(`log/feedback/dt=${date}/hour=09/0000-abcdefghij-0.ndjson`, segmentText(outcomes));
  return records;
}

/** The nightly job over these models; `published` is all that it tells the gateway. */
export function nightlyJob(
  store: MemoryStore,
  models: ReadonlyMap<string, MonitoredModel>,
  more: Partial<NightlyDependencies> = {},
) {
  const published: Sample[][] = [];
  const run = async (event: object, now: number): Promise<NightlySummary> => {
    const tmp = await mkdtemp(join(tmpdir(), 'driftgate-test-'));
    try {
      return await createHandler({
        store,
        models,
        refused: new Map(),
        gauges: { publish: async (_, samples) => void published.push(samples) },
        validate: async () => ({ rows: 1000, accuracy: 0.8, recorded_accuracy: 0.8, agrees: true }),
        secondReviewShare: 0,
        events: undefined,
        prometheus: undefined,
        now: () => now,
        logger: () => undefined,
        tmp,
        ...more,
      })(event);
    } finally {
      await rm(tmp, { recursive: true, force: true });
    }
  };
  return { run, published };
}
