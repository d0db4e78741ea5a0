import fc from 'fast-check';
import { binomial } from '../../lib/statistics/binomial.ts';
import { chiSquareSurvival } from '../../lib/statistics/gamma.ts';
import { multinomial } from '../../lib/statistics/multinomial.ts';
import { seededRandom } from '../../lib/statistics/random.ts';

const DRAWS = 20_000;
/** Of one comparison; several hundred are made, and seeds are fixed. */
const LEVEL = 1e-5;

/** ln Γ(k + 1), the oracle's own: added up where that is exact, Stirling's series beyond. */
const lnFactorials = [0];
function lnFactorial(k: number): number {
  if (k > 1_000_000) {
    const x = k + 1;
    return (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + 1 / (12 * x);
  }
  for (let i = lnFactorials.length; i <= k; i++) lnFactorials.push(lnFactorials[i - 1]! + Math.log(i));
  return lnFactorials[k]!;
}

const probability = (k: number, n: number, p: number): number =>
  Math.exp(lnFactorial(n) - lnFactorial(k) - lnFactorial(n - k) + k * Math.log(p) + (n - k) * Math.log1p(-p));

/** The p-value of Pearson's test that these numbers were drawn from the distribution; rare values are pooled. */
function goodnessOfFit(numbers: readonly number[], n: number, p: number): number {
  const seen = new Map<number, number>();
  for (const k of numbers) seen.set(k, (seen.get(k) ?? 0) + 1);
  const spread = 9 * Math.sqrt(n * p * (1 - p)) + 9;
  const from = Math.max(0, Math.floor(n * p - spread));
  const to = Math.min(n, Math.ceil(n * p + spread));
  expect([...seen.keys()].filter((k) => k < from || k > to)).toEqual([]);
  const cells: { expected: number; found: number }[] = [];
  let cell = { expected: 0, found: 0 };
  for (let k = from; k <= to; k++) {
    cell.expected += numbers.length * probability(k, n, p);
    cell.found += seen.get(k) ?? 0;
    if (cell.expected >= 20) {
      cells.push(cell);
      cell = { expected: 0, found: 0 };
    }
  }
  const last = cells.at(-1)!;
  last.expected += cell.expected;
  last.found += cell.found;
  const statistic = cells.reduce((sum, { expected, found }) => sum + (found - expected) ** 2 / expected, 0);
  return chiSquareSurvival(statistic, cells.length - 1);
}

const draws = (seed: string, n: number, p: number): number[] => {
  const random = seededRandom(seed);
  return Array.from({ length: DRAWS }, () => binomial(random, n, p));
};

test('numbers are uniform, and do not repeat from seed to seed', () => {
  const bins = new Array<number>(1000).fill(0);
  const random = seededRandom('uniform');
  for (let i = 0; i < 1_000_000; i++) bins[Math.floor(random() * 1000)]! += 1;
  const statistic = bins.reduce((sum, found) => sum + (found - 1000) ** 2 / 1000, 0);
  expect(chiSquareSurvival(statistic, 999)).toBeGreaterThan(1e-3);
  expect(chiSquareSurvival(statistic, 999)).toBeLessThan(1 - 1e-3);
  const firsts = Array.from({ length: 10_000 }, (_, i) => seededRandom(`day ${i}`)());
  expect(new Set(firsts).size).toBe(10_000);
  const mean = firsts.reduce((sum, x) => sum + x, 0) / firsts.length;
  expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / firsts.length));
  // Other numbers would change every p-value that was ever stored.
  const same = seededRandom('a');
  expect([same(), same(), same()]).toEqual([0.3772838033334809, 0.3041473795539068, 0.31528381376118175]);
});

test.each([
  [1, 0.5],
  [2, 0.3],
  [10, 0.5],
  [19, 0.5],
  [20, 0.5],
  [21, 0.5],
  [100, 0.0999],
  [100, 0.1],
  [100, 0.101],
  [100, 0.9],
  [1000, 0.001],
  [1000, 0.999],
  [1000, 0.0123],
  [5000, 0.4],
  [100_000, 1e-5],
  [100_000, 0.0002],
  [100_000, 0.07],
  [1_000_000, 0.5],
  [1_000_000_000, 2e-8],
  [1_000_000_000, 1e-6],
])('binomial numbers of n = %d, p = %d have the exact distribution', (n, p) => {
  expect(goodnessOfFit(draws(`${n} ${p}`, n, p), n, p)).toBeGreaterThan(LEVEL);
});

test('binomial numbers have the exact distribution whatever n and p', () => {
  const probabilities = fc.oneof(fc.double({ min: 0.001, max: 0.999, noNaN: true }), fc.constant(0.5));
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3000 }), probabilities, (n, p) => {
      expect(goodnessOfFit(draws(`${n} ${p}`, n, p), n, p)).toBeGreaterThan(LEVEL);
    }),
    { numRuns: 100, seed: 5 },
  );
});

test('a wrong probability would be found', () => {
  expect(goodnessOfFit(draws('off', 1000, 0.3), 1000, 0.301)).toBeLessThan(LEVEL);
  expect(goodnessOfFit(draws('off', 100, 0.05), 100, 0.052)).toBeLessThan(LEVEL);
});

test('certain and impossible are so, and nonsense is refused', () => {
  const random = seededRandom('edges');
  expect([binomial(random, 5, 0), binomial(random, 5, 1), binomial(random, 0, 0.3)]).toEqual([0, 5, 0]);
  expect(() => binomial(random, 1.5, 0.5)).toThrow('expected a number of trials, got 1.5');
  expect(() => binomial(random, 5, 1.1)).toThrow('expected a probability, got 1.1');
  expect(() => binomial(random, 5, Number.NaN)).toThrow('expected a probability, got NaN');
});

test('multinomial counts add up, leave bins without weight empty, and each is binomial', () => {
  const weights = [3, 0, 5, 1, 0, 11];
  const random = seededRandom('multinomial');
  const columns: number[][] = weights.map(() => []);
  for (let i = 0; i < DRAWS; i++) {
    const counts = multinomial(random, 70, weights);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(70);
    counts.forEach((count, bin) => {
      columns[bin]!.push(count);
    });
  }
  for (const [bin, weight] of weights.entries()) {
    if (weight === 0) expect(new Set(columns[bin])).toEqual(new Set([0]));
    else expect(goodnessOfFit(columns[bin]!, 70, weight / 20)).toBeGreaterThan(LEVEL);
  }
  expect(multinomial(random, 0, [0, 0])).toEqual([0, 0]);
  expect(() => multinomial(random, 1, [0, 0])).toThrow('expected a weight above 0 for 1 rows, got none');
});
