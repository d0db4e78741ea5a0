import { checkDataQuality, type RefusedValues } from '../../lib/drift/data-quality.ts';
import type { QualityCheck } from '../../lib/drift/quality-check.ts';
import type { ProfileCounts } from '../../lib/profile/profile.ts';
import type { Reference } from '../../lib/profile/reference.ts';
import { klDivergence } from '../../lib/statistics/kl.ts';

const BINS = {
  features: {
    income: { kind: 'numeric', edges: [0, 10], coarse_edges: [0, 10], quartile_edges: [] },
    region: { kind: 'categorical', categories: ['a', 'b'], rare: ['z'] },
    constructor: { kind: 'numeric', edges: [0], coarse_edges: [0], quartile_edges: [] },
  },
} as unknown as Reference['bins'];

/** Counts: missing, then below and in the bins; missing, never seen, rare, a, b. */
const profile = (income: number[], region: number[]): ProfileCounts => {
  const rows = income.reduce((sum, n) => sum + n, 0);
  expect(region.reduce((sum, n) => sum + n, 0)).toBe(rows);
  const features = { income, region, constructor: [0, 0, rows] };
  return { rows, predicted: {}, features, score: { counts: [], sums: [] } };
};

const REFERENCE = {
  bins: BINS,
  profile: profile([0, 0, 2000, 2000], [1600, 0, 100, 1300, 1000]) as Reference['profile'],
};
const SAME = profile([0, 0, 500, 500], [400, 0, 25, 325, 250]);
const NONE: ReadonlySet<string> = new Set();

const alarms = (checks: readonly QualityCheck[]): string[] =>
  checks.filter(({ alarm }) => alarm).map(({ check, feature }) => `${check} ${feature}`);
const alarmsOf = (window: ProfileCounts, refused: RefusedValues[] = []): string[] =>
  alarms(checkDataQuality(REFERENCE, window, refused, NONE));

test('every check is made of every feature that it can be made of', () => {
  const checks = checkDataQuality(REFERENCE, SAME, [], NONE);
  expect(checks.map(({ check, feature }) => `${check} ${feature}`).sort()).toEqual(
    [
      ...['income', 'region', 'constructor'].flatMap((feature) =>
        ['data_type', 'completeness', 'missing_column', 'baseline_drift'].map(
          (check) => `${check}_check ${feature}`,
        ),
      ),
      'categorical_values_check region',
      'extra_column_check null',
    ].sort(),
  );
  expect(alarms(checks)).toEqual([]);
  expect(checks.find(({ check, feature }) => check === 'completeness_check' && feature === 'region')).toEqual(
    {
      check: 'completeness_check',
      feature: 'region',
      violations: 400,
      values: 1000,
      share: 0.4,
      referenceShare: 0.4,
      alarm: false,
    },
  );
});

test('5 points more of missing values alarm though their KL is below 0.1', () => {
  const missing = profile([50, 0, 475, 475], SAME.features.region!);
  expect(alarmsOf(missing)).toEqual(['completeness_check income']);
  expect(klDivergence(REFERENCE.profile.features.income!, missing.features.income!)).toBeLessThan(0.1);
  expect(alarmsOf(profile([49, 0, 475, 476], SAME.features.region!))).toEqual([]);
  // 40 % are missing anyway.
  expect(alarmsOf(profile(SAME.features.income!, [450, 0, 25, 300, 225]))).toEqual([
    'completeness_check region',
  ]);
  expect(alarmsOf(profile(SAME.features.income!, [449, 0, 26, 300, 225]))).toEqual([]);
});

test('on a small day 5 points more are no alarm where they may be chance', () => {
  expect(alarmsOf(profile([0, 0, 50, 50], [46, 0, 2, 30, 22]))).toEqual([]);
  expect(alarmsOf(profile([5, 0, 50, 45], [40, 0, 2, 34, 24]))).toEqual(['completeness_check income']);
  expect(alarmsOf(profile([50, 0, 49, 0], [40, 0, 2, 34, 23]))).toEqual([]);
});

test('a column that is gone, unless the reference has none of it either', () => {
  expect(alarmsOf(profile([1000, 0, 0, 0], SAME.features.region!))).toEqual([
    'completeness_check income',
    'missing_column_check income',
  ]);
  const empty = { bins: BINS, profile: profile([100, 0, 0, 0], [100, 0, 0, 0, 0]) as Reference['profile'] };
  expect(alarms(checkDataQuality(empty, profile([200, 0, 0, 0], [200, 0, 0, 0, 0]), [], NONE))).toEqual([]);
});

test('categories that were never seen alarm, rare ones do not', () => {
  expect(alarmsOf(profile(SAME.features.income!, [400, 31, 25, 300, 244]))).toEqual([
    'categorical_values_check region',
  ]);
  expect(alarmsOf(profile(SAME.features.income!, [400, 30, 25, 300, 245]))).toEqual([]);
  expect(alarmsOf(profile(SAME.features.income!, [400, 0, 200, 300, 100]))).toEqual([]);
});

test('where many categories are rare, as many new ones are to be expected', () => {
  const rare = Array.from({ length: 120 }, (_, i) => `z${i}`);
  const bins = {
    features: { ...BINS.features, region: { kind: 'categorical', categories: ['a', 'b'], rare } },
  };
  const found = (never: number) =>
    checkDataQuality(
      { ...REFERENCE, bins: bins as unknown as Reference['bins'] },
      profile(SAME.features.income!, [400, never, 25, 300, 275 - never]),
      [],
      NONE,
    );
  expect(alarms(found(59))).toEqual([]);
  expect(alarms(found(61))).toEqual(['categorical_values_check region']);
  const check = found(61).find((of) => of.check === 'categorical_values_check')!;
  expect(check.referenceShare).toBe(120 / 2400);
});

test.each([
  ['income', 'missing_feature', 'completeness_check income'],
  ['income', 'wrong_type', 'data_type_check income'],
  ['income', 'not_finite', 'data_type_check income'],
  ['income', 'out_of_range', 'data_type_check income'],
  ['region', 'unknown_category', 'categorical_values_check region'],
  [null, 'unknown_feature', 'extra_column_check null'],
  ['text', 'missing_feature', 'completeness_check text'],
])('what was refused is seen: %s, %s', (feature, check, alarm) => {
  expect(alarmsOf(SAME, [{ feature, check, count: 60 }])).toEqual([alarm]);
  expect(alarmsOf(SAME, [{ feature, check, count: 20 }])).toEqual([]);
  // Counts of several days or reasons add up.
  expect(
    alarmsOf(
      SAME,
      [1, 2, 3].map(() => ({ feature, check, count: 20 })),
    ),
  ).toEqual([alarm]);
});

test('of requests that were all refused the column is gone', () => {
  const nothing = profile([0, 0, 0, 0], [0, 0, 0, 0, 0]);
  expect(alarmsOf(nothing)).toEqual([]);
  expect(alarmsOf(nothing, [{ feature: 'income', check: 'missing_feature', count: 500 }])).toEqual([
    'completeness_check income',
    'missing_column_check income',
  ]);
});

test('drift is passed on', () => {
  expect(alarms(checkDataQuality(REFERENCE, SAME, [], new Set(['region', 'score'])))).toEqual([
    'baseline_drift_check region',
  ]);
});
