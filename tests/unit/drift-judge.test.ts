import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { comparedCounts } from '../../lib/drift/compared.ts';
import { type Compared, judge } from '../../lib/drift/judge.ts';
import { driftVerdict, isDrift } from '../../lib/drift/verdict.ts';
import { parseReference } from '../../lib/profile/reference.ts';
import { benjaminiHochberg } from '../../lib/statistics/benjamini-hochberg.ts';
import { klDivergence } from '../../lib/statistics/kl.ts';
import { ROOT } from '../support/handler-sources.ts';

const feature = (name: string, reference: number[], current: number[]): Compared => ({
  kind: 'feature',
  name,
  reference,
  current,
});
const TEN = new Array<number>(10).fill(100);

test.each([
  [99, 9, 0.0001, 'insufficient_data'],
  [100, 9, null, 'insufficient_data'],
  [100, 0.05, 0.0001, 'minimal'],
  [100, 0.0999, 0.0499, 'minimal'],
  [100, 0.1, 0.0499, 'moderate'],
  [100, 0.4999, 0.0499, 'moderate'],
  [100, 0.5, 0.0499, 'significant'],
  [100, 9, 0.05, 'none'],
  [1_000_000, 0.0001, 0.0001, 'minimal'],
] as const)('%d rows, KL %d, adjusted p %p: %s', (rows, kl, p, expected) => {
  expect(driftVerdict(rows, kl, p)).toBe(expected);
  expect(isDrift(expected)).toBe(expected === 'moderate' || expected === 'significant');
});

test('every item gets its own numbers, adjusted together', () => {
  const items = [
    feature('same', TEN, TEN),
    feature('moved', TEN, [...TEN.slice(1).map((n) => n / 10), 40]),
    feature('gone', TEN, [1000, ...new Array<number>(9).fill(0)]),
    { ...feature('score', TEN, [18, 5, 10, 13, 12, 10, 9, 11, 10, 6]), kind: 'score' as const },
  ];
  const found = judge(items, 'day');
  expect(found.map(({ name, rows, verdict, drifted }) => ({ name, rows, verdict, drifted }))).toEqual([
    { name: 'same', rows: 1000, verdict: 'none', drifted: false },
    { name: 'moved', rows: 130, verdict: 'moderate', drifted: true },
    { name: 'gone', rows: 1000, verdict: 'significant', drifted: true },
    { name: 'score', rows: 104, verdict: 'none', drifted: false },
  ]);
  expect(found.map(({ kl }) => kl)).toEqual(items.map((item) => klDivergence(item.reference, item.current)));
  expect(found.map(({ pValueAdjusted }) => pValueAdjusted)).toEqual(
    benjaminiHochberg(found.map(({ pValue }) => pValue!)),
  );
  expect(found[0]).toMatchObject({ kl: 0, psi: 0, jsDistance: 0, pValue: 1 });
  expect(judge(items, 'day')).toEqual(found);
  expect(judge(items, 'another day')[3]!.pValue).not.toBe(found[3]!.pValue);
});

test('p-values of features with equal counts are found independently', () => {
  const current = [18, 5, 10, 13, 12, 10, 9, 11, 10, 6];
  const found = judge([feature('a', TEN, current), feature('b', TEN, current)], 'day');
  expect(found[0]!.pValue).not.toBe(found[1]!.pValue);
});

test('too few rows are not tested, and do not weigh on those that are', () => {
  const far = feature('far', TEN, [99, ...new Array<number>(9).fill(0)]);
  const near = feature('near', TEN, [22, 6, ...new Array<number>(8).fill(9)]);
  const [few, alone] = judge([far, near], 'day');
  expect(few).toMatchObject({ pValue: null, pValueAdjusted: null, verdict: 'insufficient_data' });
  expect(few!.kl).toBeGreaterThan(0.5);
  expect(few!.drifted).toBe(false);
  expect(alone!.pValueAdjusted).toBe(alone!.pValue);
  expect(judge([], 'day')).toEqual([]);
  expect(judge([feature('none', [5, 5], [0, 0])], 'day')[0]).toMatchObject({
    rows: 0,
    verdict: 'insufficient_data',
  });
});

test.each([
  ['moves by 5 points on a large day', [3000, 1000], [7000, 3000], true],
  ['moves by less', [3000, 1000], [7049, 2951], false],
  ['moves by 5 points on a small day, as it may by chance', [3000, 1000], [70, 30], false],
  ['moves by 5 points as doubles do not have them', [2500, 7500], [3000, 7000], true],
  ['moves by 50 points', [3000, 1000], [25, 75], true],
] as const)('a class share that %s: drifted %s', (_name, reference, current, drifted) => {
  const item = { kind: 'class_balance' as const, name: 'class_balance', reference, current };
  expect(judge([item], 'day')[0]!.drifted).toBe(drifted);
  // The rule is of classes: of a feature it takes a KL of 0.1.
  const kl = klDivergence(reference, current);
  expect(judge([{ ...item, kind: 'feature' }], 'day')[0]!.drifted).toBe(drifted && kl >= 0.1);
});

describe('a real reference', () => {
  const reference = parseReference(
    readFileSync(join(ROOT, 'models/churn/reference.json'), 'utf8'),
    'reference.json',
  );
  const names = Object.keys(reference.bins.features);

  test('is compared by each feature, the score and the classes, over all rows', () => {
    const compared = comparedCounts(['0', '1'], reference, reference.profile);
    expect(compared.map(({ name }) => name)).toEqual([...names, 'score', 'class_balance']);
    for (const { reference: of, current } of compared) {
      expect(of).toEqual(current);
      expect(of.length).toBeLessThanOrEqual(21);
      expect(of.reduce((sum, count) => sum + count, 0)).toBe(reference.profile.rows);
    }
    expect(judge(compared, 'itself').every(({ kl, verdict }) => kl === 0 && verdict === 'none')).toBe(true);
  });

  test('finds the one feature that went missing, and leaves out one that was not profiled', () => {
    const features = { ...reference.profile.features };
    const all = features.REGULARITY!;
    features.REGULARITY = all.map((_, i) => (i === 0 ? reference.profile.rows : 0));
    delete features.REGION;
    const found = judge(comparedCounts(['0', '1'], reference, { ...reference.profile, features }), 'day');
    expect(found.filter(({ drifted }) => drifted).map(({ name }) => name)).toEqual(['REGULARITY']);
    expect(found.map(({ name }) => name)).not.toContain('REGION');
  });

  test('sees a class that is no longer answered', () => {
    const profile = { ...reference.profile, predicted: { 0: reference.profile.rows } };
    const found = judge(comparedCounts(['0', '1'], reference, profile), 'day').at(-1)!;
    expect(found).toMatchObject({ kind: 'class_balance', rows: 4000, drifted: true });
  });
});
