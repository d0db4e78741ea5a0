import fc from 'fast-check';
import { type Seeded, type Series, unseeded, visibleTotals, withSeeded } from '../../lib/log/seeding.ts';
import { addIncrement, emptyTotals, type Increment, seriesKey } from '../../lib/log/totals.ts';

const label = fc.constantFrom('m', 'n', 'a,b', 'unknown');
const increment: fc.Arbitrary<Increment> = fc.oneof(
  fc.record({ metric: fc.constant('c'), labels: fc.tuple(label, label), amount: fc.nat(9) }),
  fc.record({
    metric: fc.constant('h'),
    labels: fc.tuple(label),
    bounds: fc.constant([1]),
    observation: fc.nat(3),
  }),
);
const NOW = 1_000_000;
const SEEDING = 31_000;

const key = fc.oneof(fc.tuple(label, label), fc.tuple(label)).map(seriesKey);
const time = fc.integer({ min: NOW - 2 * SEEDING, max: NOW + SEEDING });
const seeded: fc.Arbitrary<Seeded> = fc.dictionary(fc.constantFrom('c', 'h'), fc.dictionary(key, time));
const series: fc.Arbitrary<Series> = fc.dictionary(fc.constantFrom('c', 'h'), fc.uniqueArray(key));

function totalsOf(increments: readonly Increment[]) {
  const totals = emptyTotals();
  for (const one of increments) addIncrement(totals, one);
  return totals;
}

test('of a series whose zero Prometheus may not have scraped nothing is visible, of the others everything', () => {
  fc.assert(
    fc.property(fc.array(increment), seeded, (increments, at) => {
      const visible = visibleTotals(totalsOf(increments), at, NOW, SEEDING);
      const expected = totalsOf(
        increments.filter(({ metric, labels }) => {
          const since = at[metric]?.[seriesKey(labels)];
          return since !== undefined && since + SEEDING <= NOW;
        }),
      );
      expect(visible.counters.c ?? {}).toEqual(expected.counters.c ?? {});
      expect(visible.histograms.h?.series ?? {}).toEqual(expected.histograms.h?.series ?? {});
    }),
  );
});

test('what is visible stays visible, and only grows, as time goes on', () => {
  fc.assert(
    fc.property(
      fc.array(increment),
      seeded,
      fc.nat(SEEDING * 2),
      fc.nat(SEEDING * 2),
      (increments, at, a, b) => {
        const totals = totalsOf(increments);
        const early = visibleTotals(totals, at, NOW + Math.min(a, b), SEEDING);
        const late = visibleTotals(totals, at, NOW + Math.max(a, b), SEEDING);
        expect(late.counters.c ?? {}).toMatchObject(early.counters.c ?? {});
        expect(late.histograms.h?.series ?? {}).toMatchObject(early.histograms.h?.series ?? {});
      },
    ),
  );
});

test('series are unseeded until their zeros are noted, and keep the time that was noted first', () => {
  fc.assert(
    fc.property(seeded, series, (at, of) => {
      const missing = unseeded(of, at);
      const noted = withSeeded(at, of, NOW);
      expect(unseeded(of, noted)).toBeUndefined();
      for (const [metric, keys] of Object.entries(of)) {
        for (const one of keys) {
          const isMissing = missing?.[metric]?.includes(one) ?? false;
          expect(isMissing).toBe(at[metric]?.[one] === undefined);
          expect(noted[metric]![one]).toBe(isMissing ? NOW : at[metric]![one]);
        }
      }
      for (const [metric, times] of Object.entries(at)) expect(noted[metric]).toMatchObject(times);
    }),
  );
});
