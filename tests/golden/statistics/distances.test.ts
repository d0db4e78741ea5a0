import { widthBucket } from '../../../lib/profile/bins.ts';
import { nextDouble } from '../../../lib/profile/next-double.ts';
import { numericBins } from '../../../lib/profile/numeric-bins.ts';
import { benjaminiHochberg } from '../../../lib/statistics/benjamini-hochberg.ts';
import { chiSquareHomogeneity } from '../../../lib/statistics/chi-square.ts';
import { kolmogorovSurvival } from '../../../lib/statistics/kolmogorov.ts';
import { kolmogorovSmirnov } from '../../../lib/statistics/kolmogorov-smirnov.ts';
import { wassersteinDistance } from '../../../lib/statistics/wasserstein.ts';
import { cases, expectAgreement } from './agreement.ts';

interface Comparison {
  name: string;
  positions: number[];
  reference: number[];
  current: number[];
  scale: number | null;
  ks: { statistic: number; p: number } | null;
  wasserstein: number | null;
  chi_square: { statistic: number; df: number; p: number } | null;
}

const comparisons = cases<Comparison>('distances.json');

test('the cases reach where a statistic is undefined and where it is not', () => {
  const defined = (names: (keyof Comparison)[]) => names.map((name) => comparisons.filter((one) => one[name] !== null).length);
  for (const count of defined(['ks', 'wasserstein', 'chi_square'])) {
    expect(count).toBeGreaterThanOrEqual(40);
    expect(count).toBeLessThanOrEqual(comparisons.length - 2);
  }
});

describe.each(comparisons)('$name', ({ positions, reference, current, scale, ...expected }) => {
  test('Kolmogorov–Smirnov', () => {
    const points = positions.map(() => true);
    const found = kolmogorovSmirnov(reference, current, points);
    expectAgreement(found?.statistic ?? null, expected.ks?.statistic ?? null);
    expectAgreement(found?.pValue ?? null, expected.ks?.p ?? null);
    expect(found?.upperBound).toBe(found?.statistic);
  });

  test('Wasserstein distance', () => {
    expectAgreement(wassersteinDistance(reference, current, positions, scale), expected.wasserstein);
    expectAgreement(wassersteinDistance(current, reference, positions, scale), expected.wasserstein);
  });

  test('chi-square', () => {
    const found = chiSquareHomogeneity(reference, current);
    expectAgreement(found?.statistic ?? null, expected.chi_square?.statistic ?? null);
    expectAgreement(found?.pValue ?? null, expected.chi_square?.p ?? null);
    expect(found?.degreesOfFreedom).toBe(expected.chi_square?.df);
  });
});

test('a distance has no unit where nothing spreads', () => {
  expect(wassersteinDistance([1, 0], [0, 1], [0, 1], 0)).toBeNull();
  expect(wassersteinDistance([1, 0], [0, 1], [0, 1], null)).toBeNull();
  expect(wassersteinDistance([1, 0], [0, 1], [-1.7e308, 1.7e308], 1.7e308)).toBe(2);
});

interface Samples {
  name: string;
  reference: (number | null)[];
  current: (number | null)[];
  ks: number | null;
}

test.each(cases<Samples>('samples.json'))(
  'the statistic of the bins and its bound enclose that of the values: $name',
  ({ reference, current, ks }) => {
    const present = (values: (number | null)[]) => values.filter((value) => value !== null);
    const { edges } = numericBins(present(reference));
    const count = (values: (number | null)[]) => {
      const counts = new Array<number>(edges.length + 1).fill(0);
      for (const value of present(values)) counts[widthBucket(value, edges)]! += 1;
      return counts;
    };
    const points = [false, ...edges.map((edge, i) => edges[i + 1] === nextDouble(edge))];
    const found = kolmogorovSmirnov(count(reference), count(current), points);
    if (ks === null) return expect(found).toBeNull();
    expect(found!.statistic).toBeLessThanOrEqual(ks + 1e-12);
    expect(found!.upperBound).toBeGreaterThanOrEqual(ks - 1e-12);
    expect(found!.upperBound - found!.statistic).toBeLessThanOrEqual(0.05);
  },
);

test.each(cases<{ n: number; d: number; p: number }>('kolmogorov.json'))(
  'Kolmogorov distribution of $n values at $d',
  ({ n, d, p }) => expectAgreement(kolmogorovSurvival(d, n), p),
);

test.each(cases<{ p: number[]; adjusted: number[] }>('benjamini-hochberg.json'))(
  'Benjamini–Hochberg adjustment of $p',
  ({ p, adjusted }) => {
    const found = benjaminiHochberg(p);
    expect(found).toHaveLength(adjusted.length);
    adjusted.forEach((expected, i) => expectAgreement(found[i]!, expected));
  },
);
