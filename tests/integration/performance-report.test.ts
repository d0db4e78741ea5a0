import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cohort } from '../../lib/archive/cohort.ts';
import { addDays } from '../../lib/nightly/dates.ts';
import { performanceSamples } from '../../lib/nightly/gauges-performance.ts';
import type { MonitoredModel } from '../../lib/nightly/job.ts';
import { performanceReport } from '../../lib/nightly/performance-report.ts';
import type { Report } from '../../lib/nightly/report.ts';
import { openDatabase } from '../../lib/profile/duckdb.ts';
import type { Profile } from '../../lib/profile/profile.ts';
import { confusionMatrix } from '../../lib/report/classes.ts';
import { rootCauseSection } from '../../lib/report/root-cause.ts';
import { ALPHA, alphaFeatures, monitored } from '../support/nightly-fixture.ts';

const LAST = '2026-12-20';
const VERSION = ALPHA.version;

let tmp: string;
let model: MonitoredModel;
beforeAll(async () => {
  tmp = await mkdtemp(join(tmpdir(), 'driftgate-test-'));
  const database = await openDatabase(tmp);
  const definition = { ...ALPHA, outcome_maturity_days: 2 };
  model = await monitored(database, tmp, definition, (random) => alphaFeatures(random), 20_000);
  database.close();
});
afterAll(() => rm(tmp, { recursive: true, force: true }));

/** A day whose predictions and outcomes are those of the reference, `daysAgo` before the last. */
const profile = (daysAgo: number, version = VERSION): Profile => ({
  ...model.reference.profile,
  format: 1,
  model: 'alpha',
  version,
  date: addDays(LAST, -daysAgo),
  reference: model.reference.hash,
});
const cohort = (daysAgo: number, profiles: Profile[]): Cohort => ({
  format: 3,
  model: 'alpha',
  date: addDays(LAST, -daysAgo),
  reference: model.reference.hash,
  received: [LAST],
  outcomes: 1,
  contradicted: 0,
  sources: {},
  delays: [],
  reviews: { reviewed: 0, judged_twice: [] },
  profiles,
});
const withoutLabels = ({ labels: _, ...counts }: Profile): Profile => counts;
const reported = (cohorts: Cohort[], predictions: Profile[]) =>
  performanceReport(model, VERSION, { profiles: predictions.map(withoutLabels), cohorts }, null, LAST);
const samplesOf = (performance: ReturnType<typeof reported>) =>
  performanceSamples({
    date: LAST,
    performance,
    decision: { decision: 'ok' },
    validation: null,
  } as unknown as Report);
const gauge = (performance: ReturnType<typeof reported>, name: string, labels: Record<string, string>) =>
  samplesOf(performance).find(
    (of) => of.name === name && Object.entries(labels).every(([label, value]) => of.labels[label] === value),
  )?.value;

test('the last 30 days are 30 dates, however few of them have data', () => {
  const agos = [35, 30, 29, 12, 3];
  const found = reported(
    agos.map((ago) => cohort(ago, [profile(ago)])),
    agos.map((ago) => profile(ago)),
  );
  expect(found.days.map(({ date }) => date)).toEqual([29, 12, 3].map((ago) => addDays(LAST, -ago)));
  expect(found.outcomes.received).toBe(3);
});

test('the accuracy of every window is of the same version', () => {
  const wrong = profile(1, '0.9.0');
  const found = reported([cohort(4, [profile(4)]), cohort(1, [wrong])], [profile(4)]);
  const { accuracy } = model.reference.performance;
  expect(found.newest_labelled!.date).toBe(addDays(LAST, -4));
  for (const window of ['1d', '7d', '30d']) {
    expect(gauge(found, 'model_accuracy', { window })).toBe(accuracy);
    expect(gauge(found, 'model_accuracy_outcomes', { window })).toBe(20_000);
    expect(gauge(found, 'model_feedback_coverage_ratio', { window })).toBe(1);
  }
  const other = reported([cohort(1, [wrong])], []);
  expect(other.newest_labelled).toBeNull();
  expect(gauge(other, 'model_accuracy', { window: '1d' })).toBeUndefined();
});

test('causes are counted before segments are cut', () => {
  const day = profile(4);
  const labels = model.reference.profile.labels;
  const pairs = labels.pairs.map((pair) => ({
    ...pair,
    correct: pair.correct.map((n) => Math.floor(n / 2)),
  }));
  const worse = { ...day, labels: { ...labels, pairs } };
  const { window } = reported([cohort(4, [worse])], [day]);
  const { causes, segments } = window!.root_cause;
  expect(segments).toHaveLength(20);
  expect(causes).toBeGreaterThan(20);
  expect(rootCauseSection(window, true).text).toContain(
    `${causes} segments changed more than chance explains`,
  );
});

test('what too few outcomes of an answer leave open is null, and the confusion matrix says so', () => {
  const day = profile(4);
  const { predicted, score } = day;
  const many = {
    ...day,
    rows: day.rows + 1e6,
    predicted: { ...predicted, '0': predicted['0']! + 1e6 },
    score: { ...score, counts: score.counts.map((n, i) => (i === 1 ? n + 1e6 : n)) },
  };
  const known = reported([cohort(4, [day])], [day]).window!;
  expect(known.realised.by_class['1']!.recall).toBeGreaterThan(0.5);
  expect(confusionMatrix(known).text).not.toContain('at least');
  expect(
    gauge(reported([cohort(4, [day])], [day]), 'model_class_feedback_coverage_ratio', { class: '0' }),
  ).toBe(1);

  const found = reported([cohort(4, [day])], [many]);
  const { realised, coverage } = found.window!;
  expect(coverage!.not_identifiable).toEqual(['recall', 'false_negatives', 'auc']);
  expect(realised).toMatchObject({
    auc: null,
    auc_by_class: { '1': null },
    macro: { recall: null, f1: null },
  });
  expect(realised.by_class['1']).toMatchObject({ recall: null, f1: null });
  expect(realised.by_class['1']!.precision).toBe(known.realised.by_class['1']!.precision);
  expect(realised.accuracy).toBe(known.realised.accuracy);
  expect(gauge(found, 'model_recall', { class: '1' })).toBeUndefined();
  expect(gauge(found, 'model_precision', { class: '1' })).toBeGreaterThan(0.5);
  expect(gauge(found, 'model_class_feedback_coverage_ratio', { class: '0' })).toBeLessThan(0.05);
  const matrix = confusionMatrix(found.window!).text;
  expect(matrix).toContain('false negatives are not identifiable');
  expect(matrix).toContain('at least');
});
