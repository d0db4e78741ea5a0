import fc from 'fast-check';
import {
  addIncrement,
  copyTotals,
  emptyTotals,
  type Increment,
  labelsOf,
  seriesKey,
  sumTotals,
  type Totals,
} from '../../lib/log/totals.ts';

const BOUNDS = [0.1, 0.5, 1, 10];
const label = fc.oneof(
  fc.constantFrom('a', 'b', '', ',', 'a,b', '%2C', '"', '\\', '\n', 'é尺👍', ' '),
  fc.string({ unit: 'binary', maxLength: 4 }),
);
const labels = fc.tuple(fc.constantFrom('m', 'n'), label).map((pair) => [...pair]);
const observation = fc.oneof(
  fc.constantFrom(...BOUNDS, 0, 0.1 + Number.EPSILON, 1e6),
  fc.double({ min: 0, max: 20, noNaN: true }),
);
const increment: fc.Arbitrary<Increment> = fc.oneof(
  fc.record({ metric: fc.constantFrom('c1', 'c2'), labels, amount: fc.nat(5) }),
  fc.record({ metric: fc.constantFrom('h1', 'h2'), labels, bounds: fc.constant(BOUNDS), observation }),
);

function fold(increments: readonly Increment[]): Totals {
  const totals = emptyTotals();
  for (const one of increments) addIncrement(totals, one);
  return totals;
}

test('the order of records and their spread over slots do not matter: sums are the same to the last bit', () => {
  const cases = fc
    .array(increment, { maxLength: 40 })
    .chain((list) =>
      fc.tuple(
        fc.constant(list),
        fc.shuffledSubarray(list, { minLength: list.length }),
        fc.array(fc.nat(3), { minLength: list.length, maxLength: list.length }),
      ),
    );
  fc.assert(
    fc.property(cases, ([list, shuffled, slots]) => {
      const once = fold(list);
      expect(fold(shuffled)).toEqual(once);
      const parts = [0, 1, 2, 3].map((slot) => fold(shuffled.filter((_, i) => slots[i] === slot)));
      expect(sumTotals(parts)).toEqual(once);
    }),
  );
});

test('totals survive JSON, and a copy is not changed with its original', () => {
  fc.assert(
    fc.property(fc.array(increment, { maxLength: 20 }), increment, (list, one) => {
      const totals = fold(list);
      const copy = copyTotals(totals);
      const text = JSON.stringify(totals);
      expect(JSON.parse(text)).toEqual(totals);
      addIncrement(totals, one);
      expect(JSON.stringify(copy)).toBe(text);
    }),
  );
});

test('every count and sum is what going through the increments one by one gives', () => {
  fc.assert(
    fc.property(fc.array(increment, { maxLength: 40 }), (list) => {
      const totals = fold(list);
      for (const metric of ['c1', 'c2']) {
        for (const [key, value] of Object.entries(totals.counters[metric] ?? {})) {
          const mine = list.filter((one) => one.metric === metric && seriesKey(one.labels) === key);
          expect(value).toBe(mine.reduce((sum, one) => sum + ('amount' in one ? one.amount : 0), 0));
        }
      }
      for (const metric of ['h1', 'h2']) {
        for (const [key, { counts, sumMicros }] of Object.entries(totals.histograms[metric]?.series ?? {})) {
          const mine = list.flatMap((one) =>
            'observation' in one && one.metric === metric && seriesKey(one.labels) === key
              ? [one.observation]
              : [],
          );
          const below = (bound: number) => mine.filter((value) => value <= bound).length;
          const cumulative = [...BOUNDS, Number.POSITIVE_INFINITY].map(below);
          expect(counts).toEqual(cumulative.map((count, i) => count - (cumulative[i - 1] ?? 0)));
          expect(Number.isSafeInteger(sumMicros)).toBe(true);
          const sum = mine.reduce((all, value) => all + value, 0);
          expect(Math.abs(sumMicros / 1e6 - sum)).toBeLessThanOrEqual(mine.length * 0.5e-6 + sum * 1e-12);
        }
      }
      const series = new Set(list.map((one) => `${one.metric} ${seriesKey(one.labels)}`));
      const kept = [
        ...Object.entries(totals.counters),
        ...Object.entries(totals.histograms).map(([name, of]) => [name, of.series] as const),
      ].flatMap(([metric, of]) => Object.keys(of).map((key) => `${metric} ${key}`));
      expect(new Set(kept)).toEqual(series);
    }),
  );
});

test('labels survive as the key of a series, whatever they contain, and different labels are different series', () => {
  const list = fc.array(label, { minLength: 1, maxLength: 4 });
  fc.assert(fc.property(list, (values) => expect(labelsOf(seriesKey(values))).toEqual(values)));
  fc.assert(
    fc.property(list, list, (a, b) => {
      expect(seriesKey(a) === seriesKey(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
    }),
  );
});

test('a value that equals a bound falls into the bucket of that bound', () => {
  for (const [i, bound] of BOUNDS.entries()) {
    const totals = fold([{ metric: 'h', labels: [], bounds: BOUNDS, observation: bound }]);
    expect(totals.histograms.h!.series['']!.counts[i]).toBe(1);
  }
});

test('a histogram whose buckets changed starts again from zero, once', () => {
  const at = (bounds: number[], observation: number): Increment => ({
    metric: 'h',
    labels: ['m'],
    bounds,
    observation,
  });
  const totals = fold([at([1, 2], 0.5), at([1, 2], 1.5), at([1, 2, 3], 2.5), at([1, 2, 3], 0.5)]);
  expect(totals.histograms.h).toEqual({
    bounds: [1, 2, 3],
    series: { m: { counts: [1, 0, 1, 0], sumMicros: 3_000_000 } },
  });
});

test('slots whose buckets differ cannot be added up', () => {
  const one = (bounds: number[]) => fold([{ metric: 'h', labels: [], bounds, observation: 1 }]);
  expect(() => sumTotals([one([1]), one([1, 2])])).toThrow('h: slots have different buckets');
});
