import fc from 'fast-check';
import type { PairCounts } from '../../lib/profile/profile.ts';
import { decompose } from '../../lib/root-cause/decompose.ts';
import { featureChanges } from '../../lib/root-cause/feature-changes.ts';
import { pairCells } from '../../lib/root-cause/pair-cells.ts';

const RUNS = { numRuns: 200 };

const side = (bins: number, most: number) =>
  fc
    .array(
      fc
        .integer({ min: 0, max: most })
        .chain((n) => fc.tuple(fc.constant(n), fc.integer({ min: 0, max: n }))),
      { minLength: bins, maxLength: bins },
    )
    .map((cells) => ({ rows: cells.map(([n]) => n), correct: cells.map(([, k]) => k) }));

const sides = fc
  .tuple(fc.integer({ min: 1, max: 125 }), fc.constantFrom(1, 3, 1000, 1_000_000_000))
  .chain(([bins, most]) => fc.record({ reference: side(bins, most), current: side(bins, most) }));

const sum = (values: readonly number[]): number => values.reduce((total, x) => total + x, 0);
const accuracy = ({ rows, correct }: { rows: number[]; correct: number[] }) => sum(correct) / sum(rows);

test('mix and within add up to the change of accuracy', () => {
  fc.assert(
    fc.property(sides, ({ reference, current }) => {
      const found = decompose(reference, current);
      if (sum(reference.rows) === 0 || sum(current.rows) === 0) return expect(found).toBeNull();
      const change = accuracy(current) - accuracy(reference);
      expect(found!.accuracy_change).toBeCloseTo(change, 12);
      expect(Math.abs(found!.mix + found!.within - change)).toBeLessThanOrEqual(1e-12);
      expect(Math.abs(sum(found!.bins.map(({ mix, within }) => mix + within)) - change)).toBeLessThanOrEqual(
        1e-12,
      );
      found!.bins.forEach(({ mix, within }, bin) => {
        // Where the reference has nothing, it is not that there are more such rows; where there is nothing now, nothing changed within.
        if (reference.rows[bin] === 0) expect(Math.abs(mix)).toBe(0);
        if (current.rows[bin] === 0) expect(Math.abs(within)).toBe(0);
      });
    }),
    RUNS,
  );
});

test('rows that only move between bins are mix, rows that are only answered otherwise are within', () => {
  fc.assert(
    fc.property(
      sides,
      fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 125, maxLength: 125 }),
      ({ reference, current }, times) => {
        fc.pre(sum(reference.rows) > 0);
        const moved = {
          rows: reference.rows.map((n, bin) => n * times[bin]!),
          correct: reference.correct.map((n, bin) => n * times[bin]!),
        };
        if (sum(moved.rows) > 0)
          for (const { within } of decompose(reference, moved)!.bins) expect(within).toBeCloseTo(0, 12);
        const answered = {
          rows: reference.rows,
          correct: reference.rows.map((n, bin) => Math.min(n, current.correct[bin]!)),
        };
        for (const { mix } of decompose(reference, answered)!.bins) expect(Math.abs(mix)).toBe(0);
      },
    ),
    RUNS,
  );
});

test('of every feature both parts add up to the same change', () => {
  const labelled = fc
    .array(fc.record({ a: fc.nat(3), b: fc.nat(4), correct: fc.boolean() }), { minLength: 1, maxLength: 60 })
    .map((rows) => {
      const count = (of: 'a' | 'b', all: typeof rows) => {
        const counts = new Array<number>(5).fill(0);
        for (const row of all) counts[row[of]]!++;
        return counts;
      };
      const both = (all: typeof rows) => ({ a: count('a', all), b: count('b', all) });
      const correct = rows.filter((row) => row.correct);
      return {
        features: both(rows),
        labels: { correct: both(correct) },
        accuracy: correct.length / rows.length,
      };
    });
  fc.assert(
    fc.property(labelled, labelled, (reference, current) => {
      const found = featureChanges(reference, current);
      expect(found.map(({ feature }) => feature).sort()).toEqual(['a', 'b']);
      for (const { accuracy_change, within } of found) {
        expect(
          Math.abs(accuracy_change + within - (current.accuracy - reference.accuracy)),
        ).toBeLessThanOrEqual(1e-12);
      }
      expect(Math.abs(found[0]!.accuracy_change)).toBeGreaterThanOrEqual(Math.abs(found[1]!.accuracy_change));
    }),
    RUNS,
  );
});

test('cells with too few rows are pooled, and none is lost', () => {
  const pair = (most: number) =>
    side(36, most).map((cells): PairCounts => ({ features: ['a', 'b'], ...cells }));
  fc.assert(
    fc.property(pair(120), pair(200), (reference, current) => {
      const found = pairCells(reference, current);
      for (const [side, all] of [
        [found.reference, reference],
        [found.current, current],
      ] as const) {
        expect(side.rows).toHaveLength(found.cells.length + 1);
        expect(sum(side.rows)).toBe(sum(all.rows));
        expect(sum(side.correct)).toBe(sum(all.correct));
        found.cells.forEach((cell, i) => {
          expect(side.rows[i]).toBe(all.rows[cell]);
          expect(side.correct[i]).toBe(all.correct[cell]);
        });
      }
      for (const cell of current.rows.keys()) {
        const before = reference.rows[cell]!;
        const now = current.rows[cell]!;
        const isNew = before === 0 && now * (sum(reference.rows) / sum(current.rows)) >= 50;
        expect(found.cells.includes(cell)).toBe(now >= 50 && (before >= 50 || isNew));
      }
    }),
    RUNS,
  );
});
