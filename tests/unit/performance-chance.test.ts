import { calibrate } from '../../lib/performance/calibration.ts';
import { estimateConfidence } from '../../lib/performance/estimate.ts';
import {
  confidenceDeviations,
  differenceStandardError,
  rowDeviations,
  standardError,
} from '../../lib/performance/sampling-error.ts';
import { calibrationError, calibrationGroups } from '../../lib/statistics/calibration-error.ts';
import { calibrationErrorLimit } from '../../lib/statistics/calibration-error-limit.ts';
import { dealFolds } from '../../lib/statistics/folds.ts';
import { quantile } from '../../lib/statistics/quantile.ts';
import { seededRandom } from '../../lib/statistics/random.ts';
import { sampleDeviation } from '../../lib/statistics/sample-deviation.ts';

const sum = (values: readonly number[]): number => values.reduce((total, x) => total + x, 0);

describe('folds', () => {
  test('have all rows, in parts as equal as can be', () => {
    const cells = [0, 7, 100, 1, 0, 15];
    const folds = dealFolds(seededRandom('folds'), cells, 5);
    for (const [cell, count] of cells.entries()) expect(sum(folds.map((fold) => fold[cell]!))).toBe(count);
    expect(folds.map(sum).sort()).toEqual([24, 24, 25, 25, 25]);
  });

  test('deal the rows of a cell as the hypergeometric distribution says', () => {
    const random = seededRandom('hypergeometric');
    const DEALS = 20_000;
    const seen = [0, 0, 0, 0];
    for (let i = 0; i < DEALS; i++) seen[dealFolds(random, [3, 7], 2)[0]![0]!]!++;
    // 3 of 10 rows, 5 drawn: C(3,k)·C(7,5−k) / C(10,5).
    const expected = [21, 105, 105, 21].map((ways) => (DEALS * ways) / 252);
    const chiSquare = sum(seen.map((n, k) => (n - expected[k]!) ** 2 / expected[k]!));
    // 99.9 % of three degrees of freedom.
    expect(chiSquare).toBeLessThan(16.27);
  });
});

test('the limit of the calibration error is exceeded on one of a hundred occasions under perfect calibration', () => {
  const rows = [40, 10, 0, 25, 60, 5];
  const expected = [4, 2.5, 0, 12, 45, 4.9];
  const random = seededRandom('limit');
  const limit = calibrationErrorLimit(random, rows, expected)!;
  const exceeded = Array.from({ length: 3_000 }, () => {
    const observed = rows.map((n, bin) =>
      sum(Array.from({ length: n }, () => (random() < expected[bin]! / n ? 1 : 0))),
    );
    return calibrationError(calibrationGroups(rows, expected, observed))! > limit;
  });
  const share = exceeded.filter(Boolean).length / 3_000;
  expect(share).toBeGreaterThan(0.002);
  expect(share).toBeLessThan(0.025);
  expect(calibrationErrorLimit(random, [0, 0], [0, 0])).toBeNull();
});

test('the same seed gives the same calibration and deviations', () => {
  const outcomes = { rows: [10, 20, 30, 40], events: [1, 5, 20, 35], eventFrom: 2 };
  const run = (seed: string) => {
    const random = seededRandom(seed);
    return [calibrate(random, outcomes), rowDeviations(random, outcomes, [0.1, 0.3, 0.6, 0.9])];
  };
  expect(run('a')).toEqual(run('a'));
  expect(run('a')).not.toEqual(run('b'));
});

test('the error is of rows that the map was not learnt from', () => {
  // Learnt from all of them, the map says of each bin just what it holds.
  const rows = new Array<number>(10).fill(20);
  const found = calibrate(seededRandom('crossed'), { rows, events: rows.map((_, bin) => 2 * bin + 1) })!;
  expect(found.blocks).toHaveLength(10);
  expect(found.error).toBeGreaterThan(0.001);
});

test('an error that no chance explains, but that is small, is tolerated', () => {
  const rows = new Array<number>(4).fill(250_000);
  const share = (...shares: number[]) =>
    calibrate(seededRandom('tolerated'), { rows, events: shares.map((p) => p * 250_000) })!;
  const small = share(0.5, 0.46, 0.8, 0.9);
  expect(small.error).toBeGreaterThan(small.limit);
  expect(small).toMatchObject({ suppressed: false });
  expect(small.error).toBeCloseTo((0.02 + 0.02) / 4, 3);
  expect(share(0.5, 0.1, 0.8, 0.9)).toMatchObject({ suppressed: true });
});

test('fewer rows than folds cannot be calibrated on', () => {
  const calibrateOn = (rows: number[]) => calibrate(seededRandom('few'), { rows, events: [0, 1] });
  expect(calibrateOn([1, 3])).toBeNull();
  expect(calibrateOn([1, 4])).toMatchObject({ blocks: [{ rows: 1 }, { rows: 4 }] });
});

test('standard errors shrink with the root of the rows, and of a difference both count', () => {
  expect(standardError(0.4, 100)).toBeCloseTo(0.04, 12);
  expect(differenceStandardError(0.4, 100, 400)).toBeCloseTo(Math.sqrt(0.04 ** 2 + 0.02 ** 2), 12);
  expect(() => standardError(0.4, 0)).toThrow('expected rows for a standard error, got 0');
});

test('a reference of one class has no recall of the other, and no area', () => {
  const outcomes = { rows: [10, 20], events: [0, 0], eventFrom: 1 };
  const found = rowDeviations(seededRandom('one class'), outcomes, [0.2, 0.7]);
  expect(found).toMatchObject({ recall: null, auc: null });
  expect(found.accuracy).toBeGreaterThan(0);
  const none = rowDeviations(seededRandom('no rows'), { rows: [0], events: [0], eventFrom: 0 }, [null]);
  expect(Object.values(none).every((deviation) => deviation === null)).toBe(true);
});

test('of more than two classes accuracy alone has a deviation', () => {
  const outcomes = { rows: [100, 200, 700], events: [40, 140, 620], eventFrom: 0 };
  const { accuracy, ...others } = confidenceDeviations(seededRandom('confidence'), outcomes);
  expect(Math.abs(accuracy! - Math.sqrt(0.8 * 0.2))).toBeLessThan(0.04);
  expect(new Set(Object.values(others))).toEqual(new Set([null]));
});

test('of more than two classes accuracy alone is estimated, and nothing where the calibration is suppressed', () => {
  const calibration = {
    blocks: [
      { from: 0, to: 2, rows: 100, positives: 60 },
      { from: 2, to: 3, rows: 100, positives: 90 },
    ],
    error: 0.01,
    limit: 0.02,
    suppressed: false,
  };
  const found = estimateConfidence(calibration, [10, 20, 70])!;
  expect(found).toMatchObject({ rows: 100, confusion: null, precision: null, auc: null });
  expect(found.accuracy.value).toBeCloseTo((30 * 0.6 + 70 * 0.9) / 100, 12);
  expect(estimateConfidence({ ...calibration, suppressed: true }, [10, 20, 70])).toBeNull();
});

test('quantiles and deviations', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);
  expect([quantile(hundred, 0.99), quantile(hundred, 0), quantile(hundred, 1), quantile([7], 0.5)]).toEqual([
    99, 1, 100, 7,
  ]);
  expect(() => quantile([], 0.5)).toThrow('expected values for a quantile, got none');
  expect(sampleDeviation([1, 2, 3, 4])).toBeCloseTo(Math.sqrt(5 / 3), 12);
  expect([sampleDeviation([1]), sampleDeviation([])]).toEqual([null, null]);
});
