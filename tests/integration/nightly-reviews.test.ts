import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHandler } from '../../functions/nightly.ts';
import type { OutcomeRecord, PredictionRecord } from '../../lib/log/record.ts';
import type { Sample } from '../../lib/metrics/sample.ts';
import type { ModelDefinition } from '../../lib/model/definition.ts';
import type { MonitoredModel } from '../../lib/nightly/job.ts';
import type { Report } from '../../lib/nightly/report.ts';
import { type Database, openDatabase } from '../../lib/profile/duckdb.ts';
import { queueKey, type ReviewQueue } from '../../lib/review/queue.ts';
import { reviewedKey } from '../../lib/review/reviewed.ts';
import { cohenKappa } from '../../lib/statistics/cohen-kappa.ts';
import { MemoryStore } from '../support/memory-store.ts';
import {
  ALPHA,
  alphaFeatures,
  monitored,
  outcomeRecord,
  predictionRecord,
  segmentText,
} from '../support/nightly-fixture.ts';
import { seededRandom } from '../support/random.ts';

const D1 = '2026-11-18';
const D2 = '2026-11-19';
const NOW = Date.parse('2026-11-20T01:15:00Z');
const MODEL: ModelDefinition = { ...ALPHA, threshold: 0.4 };

let directory: string;
let database: Database;
let model: MonitoredModel;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'driftgate-test-'));
  database = await openDatabase(directory);
  model = await monitored(database, directory, MODEL, (random) => alphaFeatures(random));
});

afterAll(async () => {
  database.close();
  await rm(directory, { recursive: true, force: true });
});

function nightly(store: MemoryStore, now = NOW, secondReviewShare = 0) {
  const published: Sample[] = [];
  const handler = createHandler({
    store,
    models: new Map([['alpha', model]]),
    refused: new Map(),
    gauges: { publish: async (_, samples) => void published.push(...samples) },
    prometheus: undefined,
    validate: async () => ({ rows: 1, accuracy: 1, recorded_accuracy: 1, agrees: true }),
    secondReviewShare,
    events: undefined,
    now: () => now,
    logger: () => undefined,
    tmp: directory,
  });
  return { handler, published };
}

const idOf = (date: string, i: number): string =>
  `alpha.${date.replaceAll('-', '')}07.0001.abcdefghij.0.${i}`;

function predict(date: string, count: number, random = seededRandom(3)): PredictionRecord[] {
  return Array.from({ length: count }, (_, i) => {
    const time = `${date}T07:${String(i % 60).padStart(2, '0')}:07.${String(i % 1000).padStart(3, '0')}Z`;
    return predictionRecord('alpha', idOf(date, i), time, '1.1.0', alphaFeatures(random), random());
  });
}

const put = (store: MemoryStore, log: string, date: string, records: readonly unknown[], seq = 0) =>
  store.put(`log/${log}/dt=${date}/hour=07/0001-abcdefghij-${seq}.ndjson`, segmentText(records));

const queueOf = (store: MemoryStore) => store.json<ReviewQueue>(queueKey('alpha'));
const ids = ({ items }: ReviewQueue) => items.map(({ prediction_id }) => prediction_id);

describe('the review queue', () => {
  test('has the predictions nearest to the threshold, with all that a reviewer needs', async () => {
    const store = new MemoryStore();
    const predictions = predict(D2, 1300);
    await put(store, 'predict', D2, predictions);
    await nightly(store).handler({ date: D2 });
    const queue = queueOf(store);
    expect(queue.items).toHaveLength(1000);
    const nearest = [...predictions].sort((a, b) => Math.abs(a.score - 0.4) - Math.abs(b.score - 0.4));
    expect(new Set(ids(queue))).toEqual(new Set(nearest.slice(0, 1000).map(({ id }) => id)));
    for (const { prediction_id, features, uncertainty, ...item } of queue.items) {
      const { time, version, label, score, probabilities, ...prediction } = predictions.find(
        ({ id }) => id === prediction_id,
      )!;
      expect(item).toEqual({
        predicted_at: time,
        version,
        label,
        score,
        probabilities,
        wanted: 1,
        reviewers: [],
      });
      expect(features).toEqual(prediction.features);
      expect(uncertainty).toBeCloseTo(1 - Math.abs(score - 0.4), 2);
    }
    const order = queue.items.map((item) => [-item.uncertainty, item.predicted_at] as const);
    expect(order).toEqual([...order].sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1)));
  });

  test('of the running day goes on from the days before, without what was reviewed', async () => {
    const store = new MemoryStore();
    await put(store, 'predict', D1, predict(D1, 20));
    await nightly(store, Date.parse(`${D1}T10:45:00Z`)).handler({ hourly: true });
    const first = queueOf(store);
    expect(first.items).toHaveLength(20);

    await put(store, 'predict', D2, predict(D2, 15));
    const reviewed = [idOf(D1, 3), idOf(D2, 4)];
    for (const prediction_id of reviewed)
      await store.put(
        reviewedKey({ model: 'alpha', time: `${D2}T09:00:00.000Z`, prediction_id, reviewer: 'anna' }),
        '',
      );
    const hourly = nightly(store, Date.parse(`${D2}T10:45:00Z`));
    await hourly.handler({ hourly: true });
    const second = queueOf(store);
    expect(second.made_at).toBe(`${D2}T10:45:00.000Z`);
    expect(new Set(ids(second))).toEqual(
      new Set(
        [...predict(D1, 20).map(({ id }) => id), ...predict(D2, 15).map(({ id }) => id)].filter(
          (id) => !reviewed.includes(id),
        ),
      ),
    );
    // Once more changes nothing, and neither does the final run of an older day.
    await hourly.handler({ hourly: true });
    expect(queueOf(store)).toEqual(second);
    await hourly.handler({ date: D1 });
    expect(queueOf(store)).toEqual(second);
  });

  test('asks for more than fit in, as long as there are that are not reviewed', async () => {
    const store = new MemoryStore();
    const predictions = predict(D2, 1300);
    await put(store, 'predict', D2, predictions);
    const sorted = [...predictions].sort((a, b) => Math.abs(a.score - 0.4) - Math.abs(b.score - 0.4));
    for (const { id } of sorted.slice(0, 250))
      await store.put(
        reviewedKey({ model: 'alpha', time: `${D2}T09:00:00.000Z`, prediction_id: id, reviewer: 'anna' }),
        '',
      );
    await nightly(store).handler({ date: D2 });
    expect(new Set(ids(queueOf(store)))).toEqual(new Set(sorted.slice(250, 1250).map(({ id }) => id)));
  });
});

test('agreement of reviewers is that of a naive count, whatever else was said of the predictions', async () => {
  const store = new MemoryStore();
  const random = seededRandom(29);
  const predictions = predict(D1, 300);
  await put(store, 'predict', D1, predictions);
  const said: OutcomeRecord[] = [];
  const say = (prediction: PredictionRecord, reviewer: string | undefined, actual: number) => {
    const i = said.length;
    const second = String(i % 60).padStart(2, '0');
    const minute = String(Math.floor(i / 60)).padStart(2, '0');
    const of = { id: `o-${i}`, source: 'reviewer', confidence: 1, actual, observed: prediction.time };
    // Often in the same second as another.
    const record = outcomeRecord(prediction, { ...of, time: `${D2}T08:${minute}:${second}.000Z` });
    said.push(
      reviewer === undefined ? { ...record, source: 'api', confidence: 0.8 } : { ...record, reviewer },
    );
  };
  for (const prediction of predictions) {
    const truth = random() < 0.3 ? 1 : 0;
    const reviewers = ['anna', 'ben', 'cleo'].filter(() => random() < 0.5);
    for (const reviewer of reviewers) say(prediction, reviewer, random() < 0.85 ? truth : 1 - truth);
    if (random() < 0.3) say(prediction, undefined, 1 - truth);
    // Somebody thinks again.
    if (reviewers[0] && random() < 0.2) say(prediction, reviewers[0], truth);
  }
  await put(store, 'feedback', D2, said.slice(0, 400));
  await put(store, 'feedback', D2, said.slice(400), 1);

  const counts = [
    [0, 0],
    [0, 0],
  ];
  let reviewed = 0;
  for (const { id } of predictions) {
    const last = new Map<string, OutcomeRecord>();
    for (const record of said.filter(({ prediction_id, reviewer }) => prediction_id === id && reviewer)) {
      last.delete(record.reviewer!);
      last.set(record.reviewer!, record);
    }
    if (last.size > 0) reviewed++;
    const [one, two] = [...last.values()];
    if (one && two) counts[one.actual as number]![two.actual as number]! += 1;
  }
  const run = nightly(store);
  await run.handler({ from: D1, to: D2 });
  const report = store.json<Report>(`reports/model=alpha/dt=${D2}/report.json`);
  const twice = counts.flat().reduce((sum, n) => sum + n, 0);
  expect(twice).toBeGreaterThan(80);
  expect(report.performance.outcomes.reviewers).toEqual({
    reviewed,
    judged_twice: twice,
    agreed: counts[0]![0]! + counts[1]![1]!,
    kappa: cohenKappa(counts),
  });
  const all = predictions.map(({ id }) => said.filter(({ prediction_id }) => prediction_id === id));
  const disagree = all.filter((of) => new Set(of.map(({ actual }) => actual)).size > 1).length;
  const [byReviewer, byOthers] = [true, false].map(
    (is) => all.filter((of) => of.length > 0 && of.some(({ reviewer }) => reviewer) === is).length,
  );
  expect(disagree).toBeGreaterThan(20);
  expect(report.performance.outcomes).toMatchObject({
    contradicted: disagree,
    sources: { reviewer: byReviewer, api: byOthers },
    // A day and some minutes until they were received, whenever they became known.
    delay_seconds: { median: 3 * 86_400, p90: 3 * 86_400 },
  });
  const gauge = (name: string) => run.published.find((sample) => sample.name === name)?.value;
  expect(gauge('reviewer_agreement_kappa')).toBe(cohenKappa(counts));
  expect(gauge('reviewer_agreement_predictions')).toBe(twice);
  expect(Buffer.from(store.objects.get(`reports/model=alpha/dt=${D2}/report.html`)!).toString()).toContain(
    cohenKappa(counts)!.toFixed(3),
  );
  // Nobody has judged anything of the first day on that day.
  expect(
    store.json<Report>(`reports/model=alpha/dt=${D1}/report.json`).performance.outcomes.reviewers,
  ).toEqual({
    reviewed: 0,
    judged_twice: 0,
    agreed: 0,
    kappa: null,
  });
});
