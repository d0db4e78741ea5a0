import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FeatureValues } from '../../lib/log/record.ts';
import type { Sample } from '../../lib/metrics/sample.ts';
import { type ModelFolder, readModels, textOfArtefact } from '../../lib/model/registry.ts';
import { addDays, datesFrom } from '../../lib/nightly/dates.ts';
import type { Report } from '../../lib/nightly/report.ts';
import { parseReference, type Reference } from '../../lib/profile/reference.ts';
import { ROOT } from '../support/handler-sources.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { type ModelDays, writeModelDays } from '../support/model-days.ts';
import { gaugeOf, ModelNights } from '../support/model-nights.ts';

const NAME = 'loan-refinance';
const LAST = '2026-12-20';
const FIRST = addDays(LAST, -11);
const DATES = datesFrom(FIRST, LAST);

let tmp: string;
let folder: ModelFolder;
let reference: Reference;

beforeAll(async () => {
  tmp = await mkdtemp(join(tmpdir(), 'driftgate-test-'));
  const found = (await readModels(join(ROOT, 'models'))).get(NAME)!;
  folder = { ...found, definition: { ...found.definition, outcome_maturity_days: 2 } };
  reference = parseReference(await textOfArtefact(folder, 'reference.json'), NAME);
});
afterAll(() => rm(tmp, { recursive: true, force: true }));

interface Night {
  store: MemoryStore;
  job: ModelNights;
  /** Of the last day. */
  report: Report;
  run(event: unknown, now?: string): Promise<Report>;
}

async function nights(
  days: Omit<ModelDays, 'folder' | 'dates' | 'perDay'> & { perDay?: number },
): Promise<Night> {
  const store = new MemoryStore();
  await writeModelDays(store, { perDay: 400, ...days, folder, dates: DATES });
  const job = new ModelNights(store, folder, { definition: folder.definition, reference }, tmp);
  const run = async (event: unknown, now = `${addDays(LAST, 1)}T01:15:00Z`) => {
    await job.run(event, now);
    return job.report(LAST);
  };
  return { store, job, run, report: await run({ from: FIRST, to: LAST }) };
}

describe('days like the reference', () => {
  let night: Night;
  beforeAll(async () => {
    night = await nights({});
  });

  test('need nothing', () => {
    const { report, job, store } = night;
    expect(report.decision).toMatchObject({ decision: 'ok', reasons: [], unknown: [] });
    expect(report.headline).toMatch(
      /^loan-refinance: its inputs are like those it was trained for, and \d+\.\d\s% of its answers were right \(\d+ outcomes; 89\.5\s% in the reference\)\. No action is needed\.$/,
    );
    expect(report.drift).toMatchObject({ state: 'sufficient', window: { days: 1, predictions: 400 } });
    expect(report.drift.features.filter(({ drifted }) => drifted)).toEqual([]);
    expect(job.validated).toEqual([]);
    expect([...store.objects.keys()].filter((key) => key.startsWith('events/'))).toEqual([]);
  });

  test('have an accuracy that is estimated without outcomes as it turns out with them', () => {
    const { window, estimated, mature_until, days } = night.report.performance;
    expect(mature_until).toBe(addDays(LAST, -2));
    expect(window).toMatchObject({ days: 1, mature: true, to: mature_until });
    const { gap } = window!;
    expect(Math.abs(gap!.z)).toBeLessThan(3);
    expect(gap!.alerts).toEqual([]);
    expect(Math.abs(window!.realised.accuracy! - estimated!.accuracy.value!)).toBeLessThan(0.08);
    expect(days.map(({ date }) => date)).toEqual(DATES);
    expect(days.filter(({ mature }) => !mature).map(({ date }) => date)).toEqual(DATES.slice(-2));
    for (const change of window!.root_cause.features) {
      expect(change.accuracy_change + change.within).toBeCloseTo(window!.accuracy_change, 12);
    }
  });

  test('have gauges for what panels show', () => {
    const { report, job } = night;
    const { samples } = job;
    expect(job.gauge('model_decision', { decision: 'ok' })).toBe(1);
    expect(job.gauge('model_decision', { decision: 'retrain' })).toBe(0);
    expect(job.gauge('drift_sample_sufficient')).toBe(1);
    const shown = new Set(
      samples.filter(({ name }) => name === 'feature_bin_share').map(({ labels }) => labels.feature),
    );
    const important = Object.entries(folder.definition.feature_importance).sort(([, a], [, b]) => b - a);
    expect([...shown].sort()).toEqual(
      important
        .slice(0, 5)
        .map(([name]) => name)
        .sort(),
    );
    const shares = samples.filter(
      ({ name, labels }) =>
        name === 'feature_bin_share' && labels.feature === important[0]![0] && labels.set === 'production',
    );
    expect(shares.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(1, 12);
    expect(job.gauge('model_estimated_accuracy')).toBe(report.performance.estimated!.accuracy.value);
    expect(job.gauge('model_accuracy', { window: '7d' })).toBeGreaterThan(0.8);
    expect(job.gauge('nightly_rows_processed')).toBe(report.counts.predictions + report.counts.outcomes!);
    expect(samples.some(({ value }) => !Number.isFinite(value))).toBe(false);
  });

  test('an hourly run shows the running day, and leaves what the last nightly run said of itself', async () => {
    const before = night.job.gauge('nightly_last_success_timestamp_seconds');
    const report = await night.run({ hourly: true }, `${LAST}T12:45:00Z`);
    expect(report.complete).toBe(false);
    // Nothing asks for a closer look, so outcomes wait for the night.
    expect(report.counts).toEqual({ predictions: 400, outcomes: null });
    const stored = night.store.json<Sample[]>(`gauges/nightly/${NAME}.json`);
    expect(gaugeOf(stored, 'nightly_last_success_timestamp_seconds')).toBe(before);
    const final = await night.run({ date: LAST });
    expect(final).toEqual(night.report);
  });
});

const poorer = ({ credit_score: score, ...others }: FeatureValues): FeatureValues => ({
  ...others,
  credit_score: (score as number) - 150,
});

test('a shift of the inputs is found the same day and validated; an hourly run then looks at outcomes too', async () => {
  const { report, job, run } = await nights({
    change: (features, date) => (date === LAST ? poorer(features) : features),
  });
  expect(report.decision.decision).toBe('validate');
  expect(report.decision.reasons.map(({ code }) => code)).toContain('significant_drift');
  const moved = report.drift.features.find(({ feature }) => feature === 'credit_score')!;
  expect(moved).toMatchObject({ drifted: true, verdict: 'significant' });
  expect(moved.p_value).toBeLessThan(0.001);
  expect(moved.ks!.statistic).toBeGreaterThan(0.5);
  expect(report.drift.features[0]!.feature).toBe('credit_score');
  expect(job.validated).toContain(NAME);
  expect(report.validation).toMatchObject({ agrees: true, rows: 4000 });
  expect(job.gauge('feature_drift_detected', { feature: 'credit_score' })).toBe(1);
  expect(job.gauge('feature_drift_severity', { feature: 'credit_score' })).toBe(3);
  expect(job.gauge('model_validation_agrees')).toBe(1);
  expect(
    report.data_quality.find(
      ({ check, feature }) => check === 'baseline_drift_check' && feature === 'credit_score',
    ),
  ).toMatchObject({ alarm: true });

  const running = await run({ hourly: true }, `${LAST}T12:45:00Z`);
  expect(running.counts.outcomes).toBeGreaterThan(0);

  // The next day has too few predictions yet: what was found of this one is not over, nor diluted by those before.
  const next = addDays(LAST, 1);
  await run({}, `${next}T00:10:00Z`);
  for (const event of [{ hourly: true }, {}, { hourly: true }]) {
    await run(event, `${next}T01:15:00Z`);
    const { drift, decision, complete } = job.report(next);
    expect(complete).toBe(false);
    expect(drift).toEqual(job.report(LAST).drift);
    expect(drift.window).toMatchObject({ days: 1, to: LAST, predictions: 400 });
    expect(decision.decision).toBe('validate');
    expect(job.gauge('feature_drift_detected', { feature: 'credit_score' })).toBe(1);
  }
});

test('drift with a fall of accuracy asks for retraining, once, and says which rows are answered worse', async () => {
  const since = addDays(LAST, -8);
  const { report, store, run } = await nights({
    change: (features, date) => (date >= since ? poorer(features) : features),
    flipped: (date) => (date >= since ? 0.15 : 0),
    labelled: 0.9,
  });
  expect(report.decision.decision).toBe('retrain');
  const { trends, window } = report.performance;
  expect(trends.mature.dropped).toBe(true);
  expect(window!.gap!.alerts).toContain('accuracy');
  expect(report.headline).toContain('Retrain the model.');
  const key = `events/retrain-recommended/model=${NAME}/dt=${LAST}.json`;
  const event = store.json<{ type: string; detail: { reasons: { code: string }[] } }>(key);
  expect(event.type).toBe('driftgate.retrain-recommended');
  expect(event.detail.reasons[0]!.code).toBe('accuracy_dropped');
  const before = store.objects.get(key);
  await run({ date: LAST });
  expect(store.objects.get(key)).toBe(before);
});

test('few predictions are not enough to say anything, and say so', async () => {
  const { report, job } = await nights({ perDay: 6 });
  expect(report.drift).toMatchObject({ state: 'insufficient_data', window: { days: 30, predictions: 72 } });
  expect(
    report.drift.features.every(
      ({ verdict, p_value }) => verdict === 'insufficient_data' && p_value === null,
    ),
  ).toBe(true);
  expect(report.decision).toMatchObject({
    decision: 'ok',
    unknown: expect.arrayContaining(['drift', 'accuracy']),
  });
  expect(report.headline).toContain(
    '72 predictions in 30 days are too few to tell whether its inputs changed',
  );
  expect(job.gauge('drift_sample_sufficient')).toBe(0);
  expect(job.gauge('feature_kl_divergence')).toBeUndefined();
});
