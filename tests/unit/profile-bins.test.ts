import { binCount, type NumericBins, widthBucket } from '../../lib/profile/bins.ts';
import { categoricalBins } from '../../lib/profile/categorical-bins.ts';
import { coarseCounts, coarseScoreCounts } from '../../lib/profile/coarse.ts';
import { groupName, groupsOfBins, MISSING_GROUP, OTHER_GROUP } from '../../lib/profile/groups.ts';
import { nextDouble } from '../../lib/profile/next-double.ts';
import { numericBins } from '../../lib/profile/numeric-bins.ts';
import { seededRandom } from '../support/random.ts';

const counts = (bins: NumericBins, values: readonly number[]): number[] => {
  const found = new Array<number>(binCount(bins)).fill(0);
  for (const value of values) found[widthBucket(value, bins.edges) + 1]! += 1;
  return found;
};

test.each([
  [0, Number.MIN_VALUE],
  [-0, Number.MIN_VALUE],
  [1, 1 + Number.EPSILON],
  [-1, -1 + Number.EPSILON / 2],
  [-Number.MIN_VALUE, -0],
  [Number.MAX_VALUE, Number.POSITIVE_INFINITY],
])('the double after %p is %p', (x, expected) => expect(nextDouble(x)).toBe(expected));

test('a continuous feature has 100 bins of one percent and coarse ones of ten, with a percent at each end', () => {
  const random = seededRandom(1);
  const values = Array.from({ length: 10_000 }, random);
  const bins = numericBins(values);
  expect(bins.edges).toHaveLength(101);
  expect(bins.coarse_edges).toHaveLength(11);
  expect(counts(bins, values)).toEqual([0, 0, ...new Array(100).fill(100), 0]);
  const coarse = [0, 100, 900, ...new Array(8).fill(1000), 900, 100];
  expect(coarseCounts(bins, counts(bins, values))).toEqual(coarse);
  // What comes from outside counts to the ends.
  expect(coarseCounts(bins, counts(bins, [-1, 2, 3]))).toEqual([0, 1, ...new Array(10).fill(0), 2]);
  expect(bins.coarse_edges.every((edge) => bins.edges.includes(edge))).toBe(true);
});

test('values beyond the reference fall into the outer bins, its own extremes do not', () => {
  const bins = numericBins([1, 2, 3]);
  expect(counts(bins, [0.9, 1, 3, 3.0000001])).toMatchObject({ 1: 1, [binCount(bins) - 1]: 1 });
});

test('a value with one percent of the rows is alone in its bin', () => {
  const random = seededRandom(2);
  const values = [
    ...new Array(300).fill(0),
    ...new Array(10).fill(0.5),
    ...Array.from({ length: 690 }, random),
  ];
  const bins = numericBins(values);
  const found = counts(bins, values);
  expect(found[widthBucket(0, bins.edges) + 1]).toBe(300);
  expect(found[widthBucket(0.5, bins.edges) + 1]).toBe(10);
  expect(counts(bins, [Number.MIN_VALUE, -Number.MIN_VALUE])[widthBucket(0, bins.edges) + 1]).toBe(0);
});

test('groups are the quartiles, the three most frequent categories and the others, what is outside, and missing', () => {
  const bins = numericBins([1, 2, 3, 4]);
  const groups = groupsOfBins(bins);
  const group = (x: number) => groups[widthBucket(x, bins.edges) + 1];
  expect([0.9, 1, 2, 3, 4, 4.1].map(group)).toEqual([OTHER_GROUP, 2, 3, 4, 5, OTHER_GROUP]);
  expect(groups[0]).toBe(MISSING_GROUP);
  expect(groupName(bins, 3)).toBe('2 to below 3');

  const categorical = { kind: 'categorical' as const, categories: ['a', 'b', 'c', 'd', 'e'], rare: ['f'] };
  expect(groupsOfBins(categorical)).toEqual([MISSING_GROUP, OTHER_GROUP, 5, 2, 3, 4, 5, 5]);
  expect([3, 5, 1].map((of) => groupName(categorical, of))).toEqual([
    'b',
    'another category',
    'never seen in the reference',
  ]);
  expect(groupsOfBins(numericBins([]))).toEqual([MISSING_GROUP, OTHER_GROUP]);
});

test('one value, one row, and none', () => {
  expect(numericBins([5, 5, 5])).toEqual({
    kind: 'numeric',
    edges: [5, nextDouble(5)],
    coarse_edges: [5, nextDouble(5)],
    quartile_edges: [],
  });
  expect(numericBins([5])).toMatchObject({ edges: [5, nextDouble(5)], coarse_edges: [5] });
  const none = numericBins([]);
  expect(none.edges).toEqual([]);
  expect(counts(none, [1, 2])).toEqual([0, 2]);
  expect(coarseCounts(none, [3, 2])).toEqual([3, 2]);
});

test('the decision threshold is an edge of the scores, and moves no row to another coarse bin', () => {
  const random = seededRandom(3);
  const values = Array.from({ length: 1000 }, () => 0.6 + 0.4 * random());
  const bins = numericBins(values, [0.5]);
  expect(bins.edges[0]).toBe(0.5);
  const coarse = coarseScoreCounts(bins, counts(bins, [...values, 0.4, 0.55]));
  expect(coarse).toEqual([12, 90, ...new Array(8).fill(100), 90, 10]);
});

test('the largest double is an edge, and infinity is not', () => {
  const bins = numericBins([-Number.MAX_VALUE, 1e300, Number.MAX_VALUE]);
  expect(bins.edges.every(Number.isFinite)).toBe(true);
  expect(bins.edges.at(-1)).toBe(Number.MAX_VALUE);
});

test('the 18 most frequent categories have a bin, the others share one', () => {
  const values = Array.from({ length: 25 }, (_, i) => new Array<string>(30 - i).fill(`c${i}`)).flat();
  const bins = categoricalBins(values);
  expect(bins.categories).toEqual(Array.from({ length: 18 }, (_, i) => `c${i}`));
  expect(bins.rare).toEqual(['c18', 'c19', 'c20', 'c21', 'c22', 'c23', 'c24']);
  expect(binCount(bins)).toBe(21);
  expect(categoricalBins([2, 10, 2, 10, 1])).toEqual({
    kind: 'categorical',
    categories: [2, 10, 1],
    rare: [],
  });
});

test('where the range ends in a value of one percent, what is outside has a coarse bin of its own', () => {
  const random = seededRandom(4);
  const inner = Array.from({ length: 980 }, random);
  const bins = numericBins([...inner, ...new Array(10).fill(-1), ...new Array(10).fill(2)]);
  expect([bins.coarse_edges[0], bins.coarse_edges.at(-1)]).toEqual([-1, nextDouble(2)]);
  const coarse = (value: number) => coarseCounts(bins, counts(bins, [value]));
  expect([coarse(-1.1)[1], coarse(2.1).at(-1)]).toEqual([1, 1]);
  expect([coarse(-1)[1], coarse(2).at(-1)]).toEqual([0, 0]);
  // Of few rows every value holds one percent.
  expect(numericBins(inner.slice(0, 50)).coarse_edges).toHaveLength(11);
});

test('what is rare and what was never seen are compared as one', () => {
  expect(coarseCounts(categoricalBins(['a', 'b']), [1, 2, 0, 3, 4])).toEqual([1, 2, 3, 4]);
  const bins = { kind: 'categorical' as const, categories: ['a', 'b'], rare: ['z'] };
  expect(coarseCounts(bins, [1, 2, 5, 3, 4])).toEqual([1, 7, 3, 4]);
});
