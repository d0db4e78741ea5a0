import fc from 'fast-check';
import { unseededModels, visibleTotals } from '../../lib/log/seeding.ts';
import { addIncrement, emptyTotals, type Increment, labelsOf } from '../../lib/log/totals.ts';

const MODELS = ['m', 'n', 'unknown'];
const model = fc.constantFrom(...MODELS);
const increment: fc.Arbitrary<Increment> = fc.oneof(
  fc.record({ metric: fc.constant('c'), labels: fc.tuple(model, fc.string()), amount: fc.nat(9) }),
  fc.record({
    metric: fc.constant('h'),
    labels: fc.tuple(model),
    bounds: fc.constant([1]),
    observation: fc.nat(3),
  }),
);
const NOW = 1_000_000;
const SEEDING = 31_000;

test('of a model whose zeros Prometheus may not have scraped nothing is visible, of the others everything', () => {
  const seeded = fc.dictionary(model, fc.integer({ min: NOW - 2 * SEEDING, max: NOW + SEEDING }));
  fc.assert(
    fc.property(fc.array(increment), seeded, (increments, at) => {
      const totals = emptyTotals();
      for (const one of increments) addIncrement(totals, one);
      const visible = visibleTotals(totals, at, NOW, SEEDING);
      const expected = emptyTotals();
      for (const one of increments) {
        const since = Object.hasOwn(at, one.labels[0]!) ? at[one.labels[0]!]! : Number.POSITIVE_INFINITY;
        if (since + SEEDING <= NOW) addIncrement(expected, one);
      }
      expect(visible.counters.c ?? {}).toEqual(expected.counters.c ?? {});
      expect(visible.histograms.h?.series ?? {}).toEqual(expected.histograms.h?.series ?? {});
    }),
  );
});

test('what is visible stays visible, and only grows, as time goes on', () => {
  fc.assert(
    fc.property(fc.array(increment), fc.nat(SEEDING * 2), fc.nat(SEEDING * 2), (increments, a, b) => {
      const totals = emptyTotals();
      for (const one of increments) addIncrement(totals, one);
      const at = { m: NOW, n: NOW + 5_000 };
      const early = visibleTotals(totals, at, NOW + Math.min(a, b), SEEDING);
      const late = visibleTotals(totals, at, NOW + Math.max(a, b), SEEDING);
      for (const [key, value] of Object.entries(early.counters.c ?? {})) {
        expect(late.counters.c![key]).toBe(value);
      }
      for (const key of Object.keys(late.counters.c ?? {})) expect(['m', 'n']).toContain(labelsOf(key)[0]);
    }),
  );
});

test('models without a time are unseeded, those with one are not', () => {
  expect(unseededModels(['m', 'n', 'unknown'], { n: 0 })).toEqual(['m', 'unknown']);
});
