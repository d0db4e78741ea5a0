import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHandler } from '../../functions/nightly.ts';
import type { Cohort } from '../../lib/archive/cohort.ts';
import type { OutcomeRecord, PredictionRecord } from '../../lib/log/record.ts';
import { NIGHTLY_GAUGES } from '../../lib/metrics/catalogue-nightly.ts';
import type { Sample } from '../../lib/metrics/sample.ts';
import type { MonitoredModel } from '../../lib/nightly/job.ts';
import type { Report } from '../../lib/nightly/report.ts';
import { NightlyFailedError } from '../../lib/nightly/run.ts';
import { type Database, openDatabase } from '../../lib/profile/duckdb.ts';
import { labelSource } from '../../lib/profile/label-source.ts';
import type { Profile } from '../../lib/profile/profile.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { naiveCoarse, naiveProfile } from '../support/naive-profile.ts';
import {
  ALPHA,
  alphaFeatures,
  BETA,
  betaFeatures,
  monitored,
  outcomeRecord,
  predictionRecord,
  scoreOf,
  segmentText,
} from '../support/nightly-fixture.ts';
import { seededRandom } from '../support/random.ts';

const D1 = '2026-11-18';
const D2 = '2026-11-19';
const NOW = Date.parse('2026-11-20T01:15:00Z');

let directory: string;
let tmp: string;
let database: Database;
let models: Map<string, MonitoredModel>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'driftgate-test-'));
  tmp = await mkdtemp(join(directory, 'tmp-'));
  database = await openDatabase(directory);
  models = new Map([
    ['alpha', await monitored(database, directory, ALPHA, (random) => alphaFeatures(random))],
    ['beta', await monitored(database, directory, BETA, betaFeatures)],
  ]);
});

afterAll(async () => {
  database.close();
  await rm(directory, { recursive: true, force: true });
});

/** Two days of traffic: two versions, late outcomes, duplicates, sources that disagree, and lines that were cut off. */
function traffic() {
  const random = seededRandom(11);
  const store = new MemoryStore();
  const predictions: PredictionRecord[] = [];
  const outcomes: { received: string; record: OutcomeRecord }[] = [];
  const at = (date: string, i: number) =>
    `${date}T${String(i % 24).padStart(2, '0')}:${String(i % 60).padStart(2, '0')}:07.${String(i % 1000).padStart(3, '0')}Z`;
  const predict = (date: string, count: number, shift: number) => {
    for (let i = 0; i < count; i++) {
      const version = i % 3 === 0 ? '1.0.0' : '1.1.0';
      const id = `alpha-${date}-${String(Math.floor(random() * 1e9)).padStart(9, '0')}`;
      predictions.push(
        predictionRecord('alpha', id, at(date, i), version, alphaFeatures(random, shift), scoreOf(random)),
      );
    }
  };
  predict(D1, 400, 0);
  predict(D2, 330, 15);
  for (let i = 0; i < 40; i++) {
    predictions.push(
      predictionRecord('beta', `beta-${i}`, at(D1, i), '2.0.0', betaFeatures(random), scoreOf(random)),
    );
  }
  let number = 0;
  const outcome = (received: string, prediction: PredictionRecord, source: string, confidence: number) => {
    const actual = random() < 0.75 ? (prediction.label as number) : 1 - (prediction.label as number);
    const record = outcomeRecord(prediction, {
      id: `o-${number}`,
      time: at(received, number++),
      source,
      confidence,
      actual,
    });
    outcomes.push({ received, record });
    return record;
  };
  const alpha = (date: string) =>
    predictions.filter(({ model, time }) => model === 'alpha' && time.startsWith(date));
  for (const prediction of alpha(D1).slice(0, 200)) outcome(D1, prediction, 'api', 0.7);
  // A better source, a worse one, the same confidence later, and the very same time.
  for (const prediction of alpha(D1).slice(0, 30)) outcome(D1, prediction, 'review', 0.9);
  for (const prediction of alpha(D1).slice(30, 60)) outcome(D2, prediction, 'guess', 0.1);
  for (const prediction of alpha(D1).slice(60, 90)) outcome(D2, prediction, 'api', 0.7);
  for (const prediction of alpha(D1).slice(90, 100)) {
    const first = outcome(D2, prediction, 'api', 0.7);
    const second = outcome(D2, prediction, 'api', 0.7);
    second.time = first.time;
  }
  for (const prediction of alpha(D1).slice(300, 340)) outcome(D2, prediction, 'batch', 0.8);
  for (const prediction of alpha(D2).slice(0, 100)) outcome(D2, prediction, 'api', 0.7);

  const put = (log: string, date: string, records: readonly unknown[], more: readonly string[] = []) => {
    for (let start = 0, seq = 0; start < records.length; start += 90, seq++) {
      const key = `log/${log}/dt=${date}/hour=0${seq % 8}/0001-abcdefghij-${seq}.ndjson`;
      store.put(key, segmentText(records.slice(start, start + 90), seq === 0 ? more : []));
    }
  };
  const rejected = { type: 'rejected', time: at(D1, 1), model: 'alpha', reason: 'invalid' };
  const gone = predictionRecord('gone', 'gone-1', at(D1, 5), '1', { age: 1 }, 0.5);
  const whole = JSON.stringify(predictions[0]);
  const extra = [
    { ...rejected, checks: [{ feature: 'age', check: 'range', count: 2 }] },
    {
      ...rejected,
      checks: [
        { feature: 'age', check: 'range', count: 1 },
        { feature: null, check: 'unknown', count: 1 },
      ],
    },
    { ...rejected, model: 'unknown', reason: 'unknown_model', checks: [] },
    gone,
    { ...gone, id: 'gone-2' },
    { ...predictions[3]!, score: 'high' },
    { ...predictions[3]!, time: 'yesterday' },
    { type: 'note', model: 'alpha' },
  ];
  const broken = [whole.slice(0, 80), 'garbage', '', '[1,2]', whole + whole, `${whole.slice(0, -1)}`];
  const on = (date: string) => predictions.filter(({ time }) => time.startsWith(date));
  put('predict', D1, [...on(D1), ...extra, predictions[5]!], broken);
  put('predict', D2, on(D2));
  for (const date of [D1, D2]) {
    const records = outcomes.filter(({ received }) => received === date).map(({ record }) => record);
    put('feedback', date, records, date === D2 ? ['{"type":"outcome","id":"o-cut'] : []);
  }
  return { store, predictions, outcomes };
}

/** These models have no ONNX file. */
const VALIDATION = { rows: 1000, accuracy: 0.8, recorded_accuracy: 0.8, agrees: true };

function job(store: MemoryStore, now = NOW) {
  const published: { model: string; samples: Sample[] }[] = [];
  const logged: string[] = [];
  const handler = createHandler({
    store,
    models,
    refused: new Map(),
    gauges: {
      publish: async (model, samples) => {
        if (model !== null) published.push({ model, samples });
      },
    },
    prometheus: undefined,
    validate: async () => VALIDATION,
    secondReviewShare: 0.1,
    events: undefined,
    now: () => now,
    logger: (_, message) => logged.push(message),
    tmp,
  });
  return { handler, published, logged };
}

const results = (store: MemoryStore): Map<string, string> =>
  new Map(
    [...store.objects]
      .filter(([key]) => /^(archive|profiles|cohorts|reports|nightly)\//.test(key))
      .map(([key, body]) => [key, Buffer.from(body).toString('base64')] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

const gauge = (samples: Sample[], name: string, labels: Record<string, string> = {}) =>
  samples.find((sample) => sample.name === name && JSON.stringify(sample.labels) === JSON.stringify(labels))
    ?.value;

/** Highest confidence, then latest, then highest id; compared one by one. */
function resolve(records: readonly OutcomeRecord[]): OutcomeRecord[] {
  const best = new Map<string, OutcomeRecord>();
  for (const record of records) {
    const other = best.get(record.prediction_id);
    const wins =
      !other ||
      record.confidence > other.confidence ||
      (record.confidence === other.confidence &&
        (record.time > other.time || (record.time === other.time && record.id > other.id)));
    if (wins) best.set(record.prediction_id, record);
  }
  return [...best.values()];
}

describe('two days', () => {
  const { store, predictions, outcomes } = traffic();
  let published: { model: string; samples: Sample[] }[];

  beforeAll(async () => {
    const run = job(store);
    const summary = await run.handler({ from: D1, to: D2 });
    published = run.published;
    expect(summary.failures).toEqual([]);
    expect(summary.days.map(({ date, models: done }) => [date, done])).toEqual([
      [
        D1,
        [
          { model: 'alpha', predictions: 400, unjudged: 134, duplicates: 1, outcomes: 230, cohorts: [D1] },
          { model: 'beta', predictions: 40, unjudged: 0, duplicates: 0, outcomes: 0, cohorts: [] },
        ],
      ],
      [
        D2,
        [
          {
            model: 'alpha',
            predictions: 330,
            unjudged: 110,
            duplicates: 0,
            outcomes: 220,
            cohorts: [D1, D2],
          },
          { model: 'beta', predictions: 0, unjudged: 0, duplicates: 0, outcomes: 0, cohorts: [] },
        ],
      ],
    ]);
    expect(summary.days[0]!.skipped).toEqual([
      { reason: 'incomplete', model: 'alpha', lines: 2 },
      { reason: 'malformed', model: null, lines: 5 },
      { reason: 'unknown_model', model: 'gone', lines: 2 },
      { reason: 'unknown_type', model: 'alpha', lines: 1 },
    ]);
  });

  test('what was read, skipped and rejected is in the report', () => {
    const report = store.json<Report>(`reports/model=alpha/dt=${D1}/report.json`);
    expect(report.counts).toEqual({ predictions: 400, outcomes: 230 });
    expect(report.read.skipped).toEqual({
      malformed: 5,
      incomplete: 2,
      unknown_type: 1,
      unknown_model: 0,
      duplicate_id: 1,
    });
    expect(report.rejected).toEqual({
      requests: { invalid: 2 },
      outcomes: {},
      checks: [
        { feature: 'age', check: 'range', count: 3 },
        { feature: null, check: 'unknown', count: 1 },
      ],
    });
    expect(report.unprofiled).toEqual([
      { feature: 'comment', reason: 'text' },
      { feature: 'email', reason: 'sensitive' },
    ]);
    expect(store.json<Report>(`reports/model=alpha/dt=${D2}/report.json`).read.skipped.malformed).toBe(1);
  });

  test.each([
    [D1, '1.0.0'],
    [D1, '1.1.0'],
    [D2, '1.0.0'],
    [D2, '1.1.0'],
  ])('profile and drift of %s version %s are what going through the rows gives', (date, version) => {
    const rows = predictions
      .filter((p) => p.model === 'alpha' && p.version === version && p.time.startsWith(date))
      .map(({ features, label, score, probabilities }) => ({
        features,
        label: String(label),
        score,
        probabilities,
      }));
    const { reference } = models.get('alpha')!;
    const profile = store.json<Profile>(`profiles/model=alpha/version=${version}/dt=${date}.json`);
    expect(profile).toEqual({
      format: 1,
      model: 'alpha',
      version,
      date,
      reference: reference.hash,
      ...naiveProfile(reference.bins, rows),
    });

    const report = store
      .json<Report>(`reports/model=alpha/dt=${date}/report.json`)
      .versions.find((of) => of.version === version)!;
    expect(report.predictions).toBe(rows.length);
    for (const { feature, kl_divergence, missing } of report.features) {
      const values = rows.map(({ features }) => features[feature] ?? null);
      const bins = reference.bins.features[feature]!;
      expect(missing).toBe(values.filter((value) => value === null).length);
      const referenceValues = naiveCoarse(bins, values).length;
      const counts = naiveCoarse(bins, values);
      const ofReference = coarseOfReference(feature, counts.length);
      expect(referenceValues).toBe(ofReference.length);
      expect(kl_divergence).toBeCloseTo(naiveKl(ofReference, counts), 12);
    }
    // The reference is of one version, and says nothing of another.
    const profiled = [...ALPHA.features.slice(0, 5).map(({ name }) => name), 'comment__characters'];
    expect(report.features.map(({ feature }) => feature)).toEqual(version === '1.1.0' ? profiled : []);
    expect(report.state).toBe(version === '1.1.0' ? 'sufficient' : 'no_reference');
  });

  /** The reference's rows again, by the generator that made them. */
  function coarseOfReference(feature: string, length: number): number[] {
    const random = seededRandom(7);
    const values = Array.from({ length: 1000 }, () => {
      scoreOf(random);
      const features = alphaFeatures(random);
      random();
      return features[feature] ?? null;
    });
    const counts = naiveCoarse(models.get('alpha')!.reference.bins.features[feature]!, values);
    expect(counts).toHaveLength(length);
    return counts;
  }

  function naiveKl(p: number[], q: number[]): number {
    const [n, m] = [p, q].map((counts) => counts.reduce((sum, count) => sum + count, 0) + counts.length / 2);
    return p.reduce(
      (sum, count, i) => sum + ((count + 0.5) / n!) * Math.log((count + 0.5) / n! / ((q[i]! + 0.5) / m!)),
      0,
    );
  }

  test('a shift is seen on the day it happens, and only in its feature', () => {
    const bands = (date: string) => {
      const report = store.json<Report>(`reports/model=alpha/dt=${date}/report.json`);
      expect(report.current).toBe('1.1.0');
      const { features } = report.versions.find(({ version }) => version === report.current)!;
      return Object.fromEntries(features.map(({ feature, band }) => [feature, band]));
    };
    expect(bands(D1)).toMatchObject({ age: 'minimal', purpose: 'minimal' });
    expect(bands(D2)).toMatchObject({ age: 'significant', purpose: 'minimal' });
  });

  test('cohorts have every outcome that came, each prediction resolved once', () => {
    for (const [date, received] of [
      [D1, [D1, D2]],
      [D2, [D2]],
    ] as const) {
      const records = outcomes
        .filter((outcome) => (received as readonly string[]).includes(outcome.received))
        .map(({ record }) => record)
        .filter(({ prediction }) => prediction.time.startsWith(date));
      const cohort = store.json<Cohort>(`cohorts/model=alpha/dt=${date}.json`);
      expect(cohort.outcomes).toBe(records.length);
      for (const profile of cohort.profiles) {
        const rows = resolve(records)
          .filter(({ prediction }) => prediction.version === profile.version)
          .map(({ prediction: { features, label, score, probabilities }, actual }) => ({
            features,
            label: String(label),
            score,
            probabilities,
            actual: String(actual),
          }));
        const { definition, reference } = models.get('alpha')!;
        expect(profile).toMatchObject(naiveProfile(reference.bins, rows, labelSource(definition)));
      }
      const resolved = resolve(records);
      const correct = resolved.filter(({ actual, prediction }) => actual === prediction.label).length;
      const report = store.json<Report>(`reports/model=alpha/dt=${D2}/report.json`);
      const found = report.performance.cohorts.find((of) => of.date === date)!;
      const of = date === D1 ? 400 : 330;
      expect(found).toMatchObject({
        outcomes: records.length,
        predictions: of,
        labelled: resolved.length,
        correct,
        accuracy: correct / resolved.length,
        coverage: resolved.length / of,
      });
      expect(found.accuracy_interval![0]).toBeLessThan(found.accuracy!);
      expect(found.accuracy_interval![1]).toBeGreaterThan(found.accuracy!);
    }
  });

  test('the archive has every prediction once, typed, ordered by id', async () => {
    for (const [date, count] of [
      [D1, 400],
      [D2, 330],
    ] as const) {
      const file = join(directory, `${date}.parquet`);
      await writeFile(file, store.objects.get(`archive/predictions/model=alpha/dt=${date}/part-0.parquet`)!);
      const columns = await database.all<{ column_name: string; column_type: string }>(
        `DESCRIBE SELECT * FROM '${file}'`,
      );
      expect(columns.map(({ column_name, column_type }) => [column_name, column_type])).toEqual([
        ['id', 'VARCHAR'],
        ['time', 'TIMESTAMP'],
        ['version', 'VARCHAR'],
        ['age', 'DOUBLE'],
        ['we"ird\'s na/me.$', 'DOUBLE'],
        ['feature_score', 'DOUBLE'],
        ['purpose', 'DOUBLE'],
        ['region', 'VARCHAR'],
        ['comment', 'VARCHAR'],
        ['comment__characters', 'DOUBLE'],
        ['email', 'VARCHAR'],
        ['label', 'VARCHAR'],
        ['score', 'DOUBLE'],
        ['probabilities', 'DOUBLE[]'],
      ]);
      const rows = await database.all<Record<string, unknown>>(
        `SELECT *, strftime(time, '%Y-%m-%dT%H:%M:%S.%gZ') AS iso FROM '${file}'`,
      );
      const expected = predictions
        .filter((p) => p.model === 'alpha' && p.time.startsWith(date))
        .sort((a, b) => (a.id < b.id ? -1 : 1));
      expect(expected).toHaveLength(count);
      expect(
        rows.map(({ id, iso, version, label, score, probabilities, ...row }) => ({
          id,
          iso,
          version,
          label,
          score,
          probabilities,
          features: ALPHA.features.map(({ name }) => row[name === 'score' ? 'feature_score' : name]),
        })),
      ).toEqual(
        expected.map(({ id, time, version, label, score, probabilities, features }) => ({
          id,
          iso: time,
          version,
          label: String(label),
          score,
          probabilities,
          features: ALPHA.features.map(({ name }) => features[name]),
        })),
      );
    }
  });

  test('gauges are those of the newest report, in the catalogue, and stored for the keeper', () => {
    expect(published.map(({ model }) => model)).toEqual(['alpha', 'beta']);
    const [alpha, beta] = published.map(({ samples }) => samples);
    const report = store.json<Report>(`reports/model=alpha/dt=${D2}/report.json`);
    const { features, prediction_distribution_shift } = report.versions.find(
      ({ version }) => version === '1.1.0',
    )!;
    for (const { feature, kl_divergence } of features) {
      expect(gauge(alpha!, 'feature_kl_divergence', { feature })).toBe(kl_divergence);
    }
    expect(gauge(alpha!, 'prediction_distribution_shift')).toBe(prediction_distribution_shift);
    const newest = report.performance.newest!;
    expect(newest.date).toBe(D2);
    const ofReference = newest.versions.find(({ version }) => version === '1.1.0')!;
    expect(ofReference.labelled).toBeLessThan(newest.labelled);
    expect(gauge(alpha!, 'model_accuracy', { window: '1d' })).toBe(ofReference.accuracy);
    expect(gauge(alpha!, 'model_accuracy_outcomes', { window: '1d' })).toBe(ofReference.labelled);
    const ratios = ['0', '1'].map(
      (label) => gauge(alpha!, 'model_class_ratio', { class: label, set: 'production' })!,
    );
    expect(ratios[0]! + ratios[1]!).toBeCloseTo(1, 12);
    expect(gauge(alpha!, 'nightly_rows_skipped', { reason: 'malformed' })).toBe(1);
    for (const samples of [alpha!, beta!]) {
      expect(gauge(samples, 'nightly_last_success_timestamp_seconds')).toBe(NOW / 1000);
      for (const { name, labels } of samples) {
        const definition = NIGHTLY_GAUGES.find((of) => of.name === name);
        expect(Object.keys(labels)).toEqual(definition?.labelNames);
      }
    }
    expect(gauge(beta!, 'nightly_predictions')).toBe(0);
    expect(gauge(beta!, 'feature_kl_divergence', { feature: 'age' })).toBeUndefined();
    expect(store.json('gauges/nightly/alpha.json')).toEqual(alpha);
    expect(store.json('gauges/nightly/beta.json')).toEqual(beta);
  });

  test('below the minimum sample the report says so and no drift gauge exists', async () => {
    const report = store.json<Report>(`reports/model=beta/dt=${D1}/report.json`);
    expect(report.versions).toMatchObject([{ predictions: 40, state: 'insufficient_data' }]);
    expect(report.versions[0]!.features.map(({ band }) => band)).toEqual([
      'insufficient_data',
      'insufficient_data',
    ]);
  });

  test('running again, and twice at once, gives the same bytes and leaves no file behind', async () => {
    const before = results(store);
    expect(before.size).toBe(23);
    const { handler } = job(store);
    await Promise.all([handler({ from: D1, to: D2 }), handler({ from: D1, to: D2 })]);
    expect(results(store)).toEqual(before);
    expect(await readdir(tmp)).toEqual([]);
  });

  test('a backfill of an older day does not turn the gauges back', async () => {
    const run = job(store);
    await run.handler({ date: D1, model: 'alpha' });
    expect(run.published).toHaveLength(1);
    expect(gauge(run.published[0]!.samples, 'nightly_predictions')).toBe(330);
  });
});

describe('the schedule', () => {
  const scheduled = { version: '0', 'detail-type': 'Scheduled Event', source: 'aws.events', detail: {} };
  const days = async (store: MemoryStore) =>
    (await job(store).handler(scheduled)).days.map(({ date, models: done }) => [date, done[0]!.predictions]);

  test('does yesterday, and the day before when its log changed since', async () => {
    const { store } = traffic();
    expect(await days(store)).toEqual([
      [D1, 400],
      [D2, 330],
    ]);
    expect(await days(store)).toEqual([[D2, 330]]);
    const late = predictionRecord('alpha', 'alpha-late', `${D1}T23:59:59.999Z`, '1.1.0', { age: 20 }, 0.7);
    await store.put(`log/predict/dt=${D1}/hour=23/0002-late000000-0.ndjson`, segmentText([late]));
    expect(await days(store)).toEqual([
      [D1, 401],
      [D2, 330],
    ]);
    expect(await days(store)).toEqual([[D2, 330]]);
  });

  test('a day without any log has reports of nothing, and a last success', async () => {
    const store = new MemoryStore();
    const { handler, published } = job(store);
    expect((await handler(undefined)).days.map(({ date }) => date)).toEqual([D2]);
    expect(store.json<Report>(`reports/model=alpha/dt=${D2}/report.json`)).toMatchObject({
      counts: { predictions: 0, outcomes: 0 },
      versions: [],
      current: null,
      performance: { cohorts: [], newest: null },
    });
    for (const { samples } of published) {
      expect(gauge(samples, 'nightly_last_success_timestamp_seconds')).toBe(NOW / 1000);
      expect(gauge(samples, 'drift_sample_sufficient')).toBe(0);
      expect(gauge(samples, 'model_accuracy', { window: '1d' })).toBeUndefined();
    }
  });
});

describe('failures', () => {
  test('of one model stop neither the other nor the other day, and are thrown at the end', async () => {
    const { store } = traffic();
    store.intercept = (operation, key) => {
      if (operation === 'put' && key.startsWith(`archive/predictions/model=alpha/dt=${D1}`))
        throw new Error('full');
    };
    const { handler, published, logged } = job(store);
    const error = await handler({ from: D1, to: D2 }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NightlyFailedError);
    const { summary, message } = error as NightlyFailedError;
    expect(message).toBe(`the nightly job failed in part: ${D1} alpha full`);
    expect(summary.failures).toEqual([{ date: D1, model: 'alpha', message: 'full' }]);
    expect(summary.days.map(({ models: done }) => done.map(({ model }) => model))).toEqual([
      ['beta'],
      ['alpha', 'beta'],
    ]);
    expect(published.map(({ model }) => model)).toEqual(['beta']);
    expect(logged).toContain('nightly failed');
    expect(store.objects.has(`nightly/dt=${D1}.json`)).toBe(false);
    expect(store.objects.has(`nightly/dt=${D2}.json`)).toBe(true);
    expect(await readdir(tmp)).toEqual([]);
  });

  test('of the store fail the day for every model, and leave no file behind', async () => {
    const { store } = traffic();
    store.intercept = (operation, key) => {
      if (operation === 'get' && key.startsWith(`log/feedback/dt=${D2}`)) throw new Error('unavailable');
    };
    const { handler, published } = job(store);
    await expect(handler({ date: D2 })).rejects.toThrow(`${D2} unavailable`);
    expect(published).toEqual([]);
    expect(await readdir(tmp)).toEqual([]);
  });

  test('of the gateway are thrown, with the gauges stored for the keeper', async () => {
    const { store } = traffic();
    const handler = createHandler({
      store,
      models,
      refused: new Map(),
      gauges: { publish: () => Promise.reject(new Error('no gateway')) },
      prometheus: undefined,
      validate: async () => VALIDATION,
      secondReviewShare: 0.1,
      events: undefined,
      now: () => NOW,
      logger: () => {},
      tmp,
    });
    await expect(handler({ date: D2 })).rejects.toThrow('alpha no gateway');
    expect(store.objects.has('gauges/nightly/alpha.json')).toBe(true);
  });
});
