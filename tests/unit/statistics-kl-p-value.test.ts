import { klDivergence } from '../../lib/statistics/kl.ts';
import { klPValue } from '../../lib/statistics/kl-p-value.ts';
import { multinomial } from '../../lib/statistics/multinomial.ts';
import { type Random, seededRandom } from '../../lib/statistics/random.ts';

const WEIGHTS = [2, 10, 10, 9, 11, 10, 10, 10, 10, 10, 8, 0, 1];

test.each([
  ['equal samples', [5, 5, 5], [5, 5, 5]],
  ['one bin', [7], [3]],
  ['nothing at all', [0, 0], [0, 0]],
])('p is 1: %s', (_name, reference, current) => {
  expect(klPValue(seededRandom('p'), reference, current)).toBe(1);
});

test.each([
  [
    [10, 20, 30],
    [0, 0, 0],
  ],
  [
    [10, 20, 30],
    [0, 1, 0],
  ],
  [
    [10, 20],
    [100, 200],
  ],
  [
    [0, 0],
    [4, 9],
  ],
])('p is not small where there is little to see: %j, %j', (reference, current) => {
  expect(klPValue(seededRandom('p'), reference, current)).toBeGreaterThan(0.3);
});

test('p of samples that nothing explains is the smallest there is', () => {
  expect(klPValue(seededRandom('p'), [500, 0], [0, 500])).toBe(1 / 10_000);
});

test('the same seed gives the same p, another seed nearly so', () => {
  const reference = multinomial(seededRandom('reference'), 4000, WEIGHTS);
  const current = multinomial(seededRandom('current'), 1000, WEIGHTS);
  const p = (seed: string) => klPValue(seededRandom(seed), reference, current);
  expect(p('a')).toBe(p('a'));
  expect(new Set(['a', 'b', 'c', 'd'].map(p)).size).toBeGreaterThan(1);
  expect(Math.abs(p('a') - p('b'))).toBeLessThan(0.7 * p('a'));
});

/** Without stopping early, and rows drawn one by one. */
function naivePValue(random: Random, reference: number[], current: number[], draws: number): number {
  const urn = reference.flatMap((count, bin) => new Array<number>(count + current[bin]!).fill(bin));
  const sample = (rows: number) => {
    const counts = reference.map(() => 0);
    for (let i = 0; i < rows; i++) counts[urn[Math.floor(random() * urn.length)]!]! += 1;
    return counts;
  };
  const rows = (counts: number[]) => counts.reduce((sum, count) => sum + count, 0);
  const limit = klDivergence(reference, current) - 1e-12;
  let exceedances = 0;
  for (let i = 0; i < draws; i++)
    if (klDivergence(sample(rows(reference)), sample(rows(current))) >= limit) exceedances += 1;
  return exceedances / draws;
}

test.each([0, 1, 2, 3, 4, 5])('p is that of a bootstrap row by row (%d)', (i) => {
  const random = seededRandom(`naive ${i}`);
  const reference = multinomial(random, 300, WEIGHTS);
  const drifted = WEIGHTS.map((weight, bin) => weight + (bin === 3 ? i * 2 : 0));
  const current = multinomial(random, 150, drifted);
  const naive = naivePValue(random, reference, current, 4000);
  const p = klPValue(random, reference, current);
  const error = Math.sqrt((naive * (1 - naive)) / 4000) + Math.max(p / Math.sqrt(50), 0.001);
  expect(Math.abs(p - naive)).toBeLessThan(4 * error);
});

test('samples of one distribution have a p below 0.05 on 5 % of days, also when the reference is small', () => {
  const random = seededRandom('calibration');
  const days = 1000;
  for (const [rows, current] of [
    [4000, 100],
    [500, 1000],
    [4000, 100_000],
  ] as const) {
    let rejected = 0;
    for (let day = 0; day < days; day++) {
      const p = klPValue(random, multinomial(random, rows, WEIGHTS), multinomial(random, current, WEIGHTS));
      if (p < 0.05) rejected += 1;
    }
    expect(Math.abs(rejected / days - 0.05)).toBeLessThan(3 * Math.sqrt((0.05 * 0.95) / days));
  }
});
