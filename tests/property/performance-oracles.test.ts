import fc from 'fast-check';
import { adjustedAccuracy } from '../../lib/performance/adjusted-accuracy.ts';
import { binaryCounts, binaryMetrics } from '../../lib/performance/binary-metrics.ts';
import { coverage } from '../../lib/performance/coverage.ts';
import { estimateAccuracy } from '../../lib/performance/estimate-accuracy.ts';
import { performanceGap } from '../../lib/performance/gap.ts';
import { correctByBin, type ScoredOutcomes } from '../../lib/performance/scored-outcomes.ts';
import { calibrationError, calibrationGroups } from '../../lib/statistics/calibration-error.ts';
import { equalMassGroups } from '../../lib/statistics/equal-mass.ts';
import { fisherExact } from '../../lib/statistics/fisher-exact.ts';
import { isotonicBlocks, isotonicValues } from '../../lib/statistics/isotonic.ts';
import { rocAuc } from '../../lib/statistics/roc-auc.ts';

const RUNS = { numRuns: 300 };

/** Rows as they were answered, with scores that tie often. */
interface Row {
  score: number;
  positive: boolean;
  labelled: boolean;
}

const rowArbitrary: fc.Arbitrary<Row> = fc.record({
  score: fc.oneof(
    fc.integer({ min: 0, max: 10 }).map((x) => x / 10),
    fc.double({ min: 0, max: 1, noNaN: true }),
  ),
  positive: fc.boolean(),
  labelled: fc.boolean(),
});
const BINS = 7;
const EVENT_FROM = 4;
const binOf = (score: number): number => Math.min(BINS - 1, Math.floor(score * BINS));
const rowsArbitrary = (minLength = 0) => fc.array(rowArbitrary, { minLength, maxLength: 60 });

const count = (rows: readonly Row[]): number[] => {
  const counts = new Array<number>(BINS).fill(0);
  for (const { score } of rows) counts[binOf(score)]!++;
  return counts;
};
const outcomesOf = (rows: readonly Row[]): ScoredOutcomes => ({
  rows: count(rows),
  events: count(rows.filter(({ positive }) => positive)),
  eventFrom: EVENT_FROM,
});
const answeredPositive = ({ score }: Row): boolean => binOf(score) >= EVENT_FROM;
const isCorrect = (row: Row): boolean => answeredPositive(row) === row.positive;
const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;

/** Every pair of a positive and a negative row, one by one. */
function pairwiseAuc(rows: readonly Row[], position: (row: Row) => number): number {
  const pairs = rows
    .filter(({ positive }) => positive)
    .flatMap((a) =>
      rows.filter(({ positive }) => !positive).map((b) => Math.sign(position(a) - position(b))),
    );
  return mean(pairs.map((sign) => (sign + 1) / 2));
}

test('the area is that of all pairs, and of the scores themselves it is at most the bound away', () => {
  fc.assert(
    fc.property(rowsArbitrary(2), (rows) => {
      fc.pre(rows.some(({ positive }) => positive) && rows.some(({ positive }) => !positive));
      const { rows: all, events } = outcomesOf(rows);
      const area = rocAuc(
        events,
        all.map((n, bin) => n - events[bin]!),
      )!;
      expect(area.value).toBeCloseTo(
        pairwiseAuc(rows, ({ score }) => binOf(score)),
        12,
      );
      expect(Math.abs(area.value - pairwiseAuc(rows, ({ score }) => score))).toBeLessThanOrEqual(
        area.bound + 1e-12,
      );
    }),
    RUNS,
  );
});

test('metrics of two classes are those of the rows', () => {
  fc.assert(
    fc.property(rowsArbitrary(1), (rows) => {
      const outcomes = outcomesOf(rows);
      const of = (answer: boolean, actual: boolean) =>
        rows.filter((row) => answeredPositive(row) === answer && row.positive === actual).length;
      const [tp, fp, fn, tn] = [of(true, true), of(true, false), of(false, true), of(false, false)];
      expect(binaryCounts(outcomes)).toEqual({ tp, fp, fn, tn });
      const metrics = binaryMetrics(outcomes);
      expect(metrics.accuracy).toBeCloseTo(mean(rows.map((row) => Number(isCorrect(row)))), 12);
      expect(metrics.precision).toBe(tp + fp === 0 ? null : tp / (tp + fp));
      expect(metrics.recall).toBe(tp + fn === 0 ? null : tp / (tp + fn));
      expect(metrics.f1).toBe(tp + fp + fn === 0 ? null : tp / (tp + (fp + fn) / 2));
      expect(correctByBin(outcomes)).toEqual(count(rows.filter(isCorrect)));
    }),
    RUNS,
  );
});

const counts = fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 40 });

test('groups of equal mass have all bins in order, and a bin is where its middle row is', () => {
  fc.assert(
    fc.property(counts, (rows) => {
      const groups = equalMassGroups(rows);
      const total = rows.reduce((sum, n) => sum + n, 0);
      if (total === 0) return expect(groups).toEqual([]);
      expect(groups.length).toBeLessThanOrEqual(10);
      expect(groups.flatMap(([from, to]) => Array.from({ length: to - from }, (_, i) => from + i))).toEqual([
        ...rows.keys(),
      ]);
      // Rows in a line: the bin of each.
      const line = rows.flatMap((n, bin) => new Array<number>(n).fill(bin));
      const tenth = (bin: number) => {
        const middle = (line.indexOf(bin) + line.lastIndexOf(bin) + 1) / 2;
        return Math.floor((10 * middle) / total);
      };
      const groupOf = (bin: number) => groups.findIndex(([from, to]) => from <= bin && bin < to);
      const bins = [...new Set(line)];
      for (const a of bins)
        for (const b of bins) expect(groupOf(a) === groupOf(b)).toBe(tenth(a) === tenth(b));
    }),
    RUNS,
  );
});

test('the calibration error is that of the rows', () => {
  fc.assert(
    fc.property(rowsArbitrary(1), (rows) => {
      const { rows: all, events } = outcomesOf(rows);
      const expected = all.map((_, bin) =>
        rows.filter(({ score }) => binOf(score) === bin).reduce((sum, { score }) => sum + score, 0),
      );
      const groups = equalMassGroups(all);
      const error = groups.reduce((sum, [from, to]) => {
        const within = rows.filter(({ score }) => binOf(score) >= from && binOf(score) < to);
        const gap =
          mean(within.map(({ positive }) => Number(positive))) - mean(within.map(({ score }) => score));
        return sum + (within.length / rows.length) * Math.abs(gap);
      }, 0);
      expect(calibrationError(calibrationGroups(all, expected, events))).toBeCloseTo(error, 12);
    }),
    RUNS,
  );
});

const histogram = fc
  .array(
    fc.integer({ min: 0, max: 9 }).chain((n) => fc.tuple(fc.constant(n), fc.integer({ min: 0, max: n }))),
    {
      minLength: 1,
      maxLength: 12,
    },
  )
  .map((bins) => ({ rows: bins.map(([n]) => n), positives: bins.map(([, k]) => k) }))
  .filter(({ rows }) => rows.some((n) => n > 0));

test('isotonic regression is the greatest of the least means on both sides', () => {
  fc.assert(
    fc.property(histogram, ({ rows, positives }) => {
      const blocks = isotonicBlocks(rows, positives);
      const values = isotonicValues(blocks);
      const share = (from: number, to: number) => {
        const sum = (of: readonly number[]) => of.slice(from, to + 1).reduce((a, b) => a + b, 0);
        return sum(positives) / sum(rows);
      };
      const filled = [...rows.keys()].filter((bin) => rows[bin]! > 0);
      for (const bin of filled) {
        const least = (from: number) =>
          Math.min(...filled.filter((to) => to >= bin).map((to) => share(from, to)));
        expect(values[bin]).toBeCloseTo(Math.max(...filled.filter((from) => from <= bin).map(least)), 12);
      }
      // A bin without rows has the value of the one before.
      for (const [bin, n] of rows.entries())
        if (n === 0 && bin > filled[0]!) expect(values[bin]).toBe(values[bin - 1]);
      expect(values).toHaveLength(rows.length);
      for (const [i, block] of blocks.entries()) {
        expect(block.rows).toBeGreaterThan(0);
        if (i > 0)
          expect(block.positives / block.rows).toBeGreaterThan(
            blocks[i - 1]!.positives / blocks[i - 1]!.rows,
          );
      }
    }),
    RUNS,
  );
});

test('the estimated accuracy is the mean over the rows, and its error that of outcomes and of the map', () => {
  fc.assert(
    fc.property(
      histogram,
      fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 12, maxLength: 12 }),
      fc.nat(12),
      (reference, all, at) => {
        const blocks = isotonicBlocks(reference.rows, reference.positives);
        const rows = all.slice(0, reference.rows.length);
        const eventFrom = Math.min(at, rows.length);
        const n = rows.reduce((sum, x) => sum + x, 0);
        const { value, standard_error } = estimateAccuracy(blocks, { rows, eventFrom });
        if (n === 0) return expect([value, standard_error]).toEqual([null, null]);
        const chances = (shares: readonly number[]) =>
          rows.flatMap((count, bin) =>
            new Array<number>(count).fill(bin >= eventFrom ? shares[bin]! : 1 - shares[bin]!),
          );
        const shares = isotonicValues(blocks);
        const right = chances(shares);
        expect(value).toBeCloseTo(mean(right), 12);
        let variance = right.reduce((sum, p) => sum + p * (1 - p), 0) / n ** 2;
        for (const { from, to, rows: learnt, positives } of blocks) {
          // How the estimate moves with the block's value.
          const moved = shares.map((share, bin) => (bin >= from && bin < to ? share + 1 : share));
          const slope = mean(chances(moved)) - mean(right);
          const smoothed = (positives + 0.5) / (learnt + 1);
          variance += (slope ** 2 * smoothed * (1 - smoothed)) / learnt;
        }
        expect(standard_error).toBeCloseTo(Math.sqrt(variance), 12);
      },
    ),
    RUNS,
  );
});

test('the gap is between the same labelled rows, and its groups have them all', () => {
  fc.assert(
    fc.property(rowsArbitrary(1), rowsArbitrary(5), (rows, reference) => {
      const learnt = outcomesOf(reference);
      const blocks = isotonicBlocks(learnt.rows, learnt.events);
      const outcomes = outcomesOf(rows);
      const gap = performanceGap({ blocks, error: 0, limit: 0, suppressed: false }, outcomes)!;
      const shares = isotonicValues(blocks);
      const promised = rows.map((row) => {
        const share = shares[binOf(row.score)]!;
        return answeredPositive(row) ? share : 1 - share;
      });
      expect(gap.gap).toBeCloseTo(mean(rows.map((row) => Number(isCorrect(row)))) - mean(promised), 12);
      expect(gap.groups.reduce((sum, group) => sum + group.rows, 0)).toBe(rows.length);
      expect(gap.groups.reduce((sum, group) => sum + group.observed, 0)).toBe(
        rows.filter((row) => row.positive).length,
      );
      // The groups are about less than all rows each, so they are displaced by no less than the whole.
      const whole = Math.abs(
        gap.groups.reduce((sum, { observed, expected }) => sum + observed - expected, 0),
      );
      expect(gap.displaced).toBeGreaterThanOrEqual(whole / rows.length - 1e-12);
      if (rows.length < 100) expect(gap.alerts).toEqual([]);
    }),
    RUNS,
  );
});

test('coverage counts the rows, and the post-stratified accuracy weighs them', () => {
  fc.assert(
    fc.property(rowsArbitrary(1), (rows) => {
      const labelled = rows.filter((row) => row.labelled);
      const byClass = (of: readonly Row[]) => ({
        yes: of.filter(answeredPositive).length,
        no: of.filter((row) => !answeredPositive(row)).length,
      });
      const found = coverage({
        predictions: { byClass: byClass(rows), byScore: count(rows) },
        labelled: { byClass: byClass(labelled), byScore: count(labelled) },
        eventFrom: EVENT_FROM,
      });
      expect(found).toMatchObject({ predictions: rows.length, labelled: labelled.length });
      expect(found.coverage).toBeCloseTo(labelled.length / rows.length, 12);
      expect(found.by_score.reduce((sum, group) => sum + group.predictions, 0)).toBe(rows.length);
      expect(found.by_score.reduce((sum, group) => sum + group.labelled, 0)).toBe(labelled.length);
      for (const { from, to } of found.by_score) expect(from < EVENT_FROM).toBe(to <= EVENT_FROM);

      const adjusted = adjustedAccuracy(
        count(rows),
        count(labelled),
        count(labelled.filter(isCorrect)),
        EVENT_FROM,
      );
      const right = labelled.filter(isCorrect).length;
      expect(adjusted.worst).toBeCloseTo(right / rows.length, 12);
      expect(adjusted.best).toBeCloseTo((right + rows.length - labelled.length) / rows.length, 12);
      const sides = [true, false].map((side) => rows.filter((row) => answeredPositive(row) === side));
      if (sides.some((side) => side.length > 0 && !side.some((row) => row.labelled))) {
        expect(adjusted.post_stratified).toBeNull();
      } else {
        expect(adjusted.post_stratified).toBeGreaterThanOrEqual(-1e-12);
        expect(adjusted.post_stratified).toBeLessThanOrEqual(1 + 1e-12);
      }
      // All outcomes known: nothing to adjust.
      const all = adjustedAccuracy(count(rows), count(rows), count(rows.filter(isCorrect)), EVENT_FROM);
      for (const value of Object.values(all))
        expect(value).toBeCloseTo(rows.filter(isCorrect).length / rows.length, 12);
    }),
    RUNS,
  );
});

test("Fisher's p-value adds up the divisions one by one", () => {
  const choose = (n: number, k: number): bigint => {
    let result = 1n;
    for (let i = 0; i < k; i++) result = (result * BigInt(n - i)) / BigInt(i + 1);
    return result;
  };
  const side = fc
    .integer({ min: 1, max: 40 })
    .chain((rows) => fc.record({ rows: fc.constant(rows), successes: fc.integer({ min: 0, max: rows }) }));
  fc.assert(
    fc.property(side, side, (reference, current) => {
      const together = reference.successes + current.successes;
      const ways = (x: number) => choose(current.rows, x) * choose(reference.rows, together - x);
      const seen = ways(current.successes);
      let unlikely = 0n;
      let all = 0n;
      for (let x = Math.max(0, together - reference.rows); x <= Math.min(together, current.rows); x++) {
        all += ways(x);
        if (ways(x) <= seen) unlikely += ways(x);
      }
      expect(fisherExact(reference, current)).toBeCloseTo(Number((unlikely * 10n ** 15n) / all) / 1e15, 11);
    }),
    RUNS,
  );
});
