import { binsOf, countsOf, disjointSamples } from '../../bench/false-alarms/draw.ts';
import type { Column } from '../../bench/false-alarms/population.ts';
import { addTallies } from '../../bench/false-alarms/tally.ts';
import { seededRandom } from '../../lib/statistics/random.ts';
import { naiveBin } from '../support/naive-profile.ts';

const ROWS = 2000;
const random = seededRandom('columns');
const column = (name: string, value: () => number, categories?: (number | string)[]): Column => {
  const values = new Float64Array(new SharedArrayBuffer(8 * ROWS));
  for (let row = 0; row < ROWS; row++) values[row] = value();
  return { name, values, ...(categories ? { categories } : {}) };
};
const words = Array.from({ length: 40 }, (_, i) => `word ${i}`);
const COLUMNS = [
  column('continuous', () => random() ** 3),
  column('tied', () => Math.floor(random() * 5)),
  column('missing', () => (random() < 0.4 ? Number.NaN : random())),
  column('words', () => (random() < 0.1 ? Number.NaN : Math.floor(random() ** 4 * 40)), words),
];

test('samples have no row in common, none twice, and every row is as likely', () => {
  const drawn = new Array<number>(10).fill(0);
  for (let i = 0; i < 20_000; i++) {
    const order = Uint32Array.from({ length: 10 }, (_, row) => row);
    const [a, b] = disjointSamples(random, order, [2, 3]);
    expect(new Set([...a!, ...b!]).size).toBe(5);
    drawn[b![0]!]! += 1;
  }
  for (const count of drawn) expect(Math.abs(count - 2000)).toBeLessThan(4 * Math.sqrt(1800));
  expect(() => disjointSamples(random, new Uint32Array(4), [3, 2])).toThrow('expected at most 4 rows, got 5');
});

test.each(COLUMNS)('what is counted is what a profile counts: $name', (of) => {
  const order = Uint32Array.from({ length: ROWS }, (_, row) => row);
  const [reference, day] = disjointSamples(random, order, [700, 900]);
  const bins = binsOf(of, reference!);
  const naive = (shift: number) => {
    const counts = countsOf(of, bins, new Uint32Array(0));
    for (const row of day!) {
      const value = of.values[row]!;
      const stored = Number.isNaN(value) ? null : of.categories ? of.categories[value]! : value + shift;
      counts[naiveBin(bins, stored)]! += 1;
    }
    return counts;
  };
  expect(countsOf(of, bins, day!)).toEqual(naive(0));
  if (!of.categories) expect(countsOf(of, bins, day!, 0.3)).toEqual(naive(0.3));
});

test('tallies add up at every depth, whatever one of them lacks', () => {
  const a = { days: 1, power: { x: { found: 2 } } };
  const b = { days: 2, power: { x: { found: 3 }, y: { found: 1 } } };
  expect(addTallies(a, b as typeof a)).toEqual({ days: 3, power: { x: { found: 5 }, y: { found: 1 } } });
});
