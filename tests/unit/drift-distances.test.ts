import fc from 'fast-check';
import { distances } from '../../lib/drift/distances.ts';
import { widthBucket } from '../../lib/profile/bins.ts';
import { meanPositions, standardDeviation } from '../../lib/profile/moments.ts';
import { numericBins } from '../../lib/profile/numeric-bins.ts';

const count = (edges: readonly number[], values: readonly (number | null)[]): number[] => {
  const counts = new Array<number>(edges.length + 2).fill(0);
  for (const value of values) counts[value === null ? 0 : widthBucket(value, edges) + 1]! += 1;
  return counts;
};

function compare(reference: (number | null)[], current: (number | null)[]) {
  const present = reference.filter((value) => value !== null);
  const bins = numericBins(present);
  const spread = {
    positions: meanPositions(bins, present),
    standardDeviation: standardDeviation(present),
  };
  const found = distances(bins, count(bins.edges, reference), count(bins.edges, current), spread);
  if (found.kind !== 'numeric') throw new Error('expected distances of numbers');
  return { ...found, bins, ...spread };
}

/** Over the values themselves, one threshold after the other. */
function naive(reference: readonly number[], current: readonly number[]) {
  const below = (values: readonly number[], x: number) => values.filter((y) => y <= x).length / values.length;
  const all = [...reference, ...current].sort((a, b) => a - b);
  const gaps = all.map((x) => Math.abs(below(reference, x) - below(current, x)));
  const distance = gaps.reduce((sum, gap, i) => sum + gap * ((all[i + 1] ?? all[i]!) - all[i]!), 0);
  return { statistic: Math.max(...gaps), distance };
}

const values = fc.array(
  fc.oneof(fc.integer({ min: -4, max: 4 }), fc.double({ min: -100, max: 100, noNaN: true })),
  { minLength: 2, maxLength: 150 },
);

test('D of the values lies between that of the bins and its bound, and nothing that is missing matters', () => {
  fc.assert(
    fc.property(values, values, fc.integer({ min: 0, max: 50 }), (reference, current, missing) => {
      const nothing = new Array<null>(missing).fill(null);
      const found = compare([...reference, ...nothing], [...nothing, ...current]);
      const { statistic } = naive(reference, current);
      expect(found.kolmogorovSmirnov!.statistic).toBeLessThanOrEqual(statistic + 1e-12);
      expect(found.kolmogorovSmirnov!.upperBound).toBeGreaterThanOrEqual(statistic - 1e-12);
    }),
    { numRuns: 300, seed: 7 },
  );
});

test('within the range of the reference the distance of the bins is as far off as values are from their positions', () => {
  fc.assert(
    fc.property(values, values, (reference, drawn) => {
      const ends = [Math.min(...reference), Math.max(...reference)] as const;
      const current = drawn.map((x) => Math.min(Math.max(x, ends[0]), ends[1]));
      const { wasserstein, bins, positions, standardDeviation: sigma } = compare(reference, current);
      if (wasserstein === null) return expect(sigma).toBe(0);
      const off = (x: number) => {
        const bin = widthBucket(x, bins.edges) + 1;
        const middle = (bins.edges[bin - 2]! + (bins.edges[bin - 1] ?? bins.edges[bin - 2]!)) / 2;
        return Math.abs(x - (positions[bin] ?? middle));
      };
      const mean = (of: number[]) => of.reduce((sum, x) => sum + off(x), 0) / of.length;
      const difference = Math.abs(wasserstein * sigma! - naive(reference, current).distance);
      expect(difference).toBeLessThanOrEqual(mean(reference) + mean(current) + 1e-9);
    }),
    { numRuns: 300, seed: 8 },
  );
});

test('what is outside the range of the reference counts as its end', () => {
  const reference = [0, 1, 2, 3, 4];
  const near = compare(reference, [4, 4, 4, 4, 4]);
  const far = compare(reference, [1e300, 1e300, 1e300, 1e300, 1e300]);
  expect(far.wasserstein).toBeCloseTo(near.wasserstein!, 12);
  expect(far.kolmogorovSmirnov!.statistic).toBe(1);
});

test.each([
  ['nothing on both sides', [], []],
  ['nothing now', [1, 2, 3], []],
  ['all missing now', [1, 2, 3], [null, null]],
  ['all missing in the reference', [null, null], [1, 2]],
])('undefined is null: %s', (_name, reference, current) => {
  const { kolmogorovSmirnov, wasserstein } = compare(reference, current);
  expect([kolmogorovSmirnov, wasserstein]).toEqual([null, null]);
});

test('a constant column has no unit of distance', () => {
  const { kolmogorovSmirnov, wasserstein } = compare([3, 3, 3], [4, 4]);
  expect(kolmogorovSmirnov!.statistic).toBe(1);
  expect(wasserstein).toBeNull();
});

test('categories are compared by chi-square, missing ones among them', () => {
  const bins = { kind: 'categorical' as const, categories: ['a', 'b'], rare: [] };
  const nowhere = { positions: [], standardDeviation: null };
  const found = distances(bins, [10, 0, 0, 20, 30], [30, 0, 0, 10, 20], nowhere);
  expect(found).toMatchObject({ kind: 'categorical', chiSquare: { degreesOfFreedom: 2 } });
});
