import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bestConstant } from '../../../lib/statistics/best-constant.ts';
import { brierScore } from '../../../lib/statistics/brier-score.ts';
import { classMetrics } from '../../../lib/statistics/class-metrics.ts';
import { fisherExact } from '../../../lib/statistics/fisher-exact.ts';
import { hosmerLemeshow } from '../../../lib/statistics/hosmer-lemeshow.ts';
import { isotonicBlocks, isotonicValues } from '../../../lib/statistics/isotonic.ts';
import { logLoss, rowLogLoss } from '../../../lib/statistics/log-loss.ts';
import { macroAverage } from '../../../lib/statistics/macro-average.ts';
import { normalCdf } from '../../../lib/statistics/normal.ts';
import { rocAuc } from '../../../lib/statistics/roc-auc.ts';
import { declinePValue, type Proportion, twoProportionZ } from '../../../lib/statistics/two-proportion.ts';

const cases = <T>(name: string): T[] =>
  JSON.parse(readFileSync(join(__dirname, `${name}.json`), 'utf8')) as T[];

/** |Δ| ≤ 1e-9·|x| + 1e-12, and `more` where the input was rounded; null is null. */
function expectAgreement(found: number | null, expected: number | null, more = 0) {
  if (expected === null || found === null) return expect(found).toBe(expected);
  const tolerance = 1e-9 * Math.abs(expected) + 1e-12 + more;
  expect({ found, expected, within: Math.abs(found - expected) <= tolerance }).toMatchObject({ within: true });
}

test.each(cases<{ name: string; positives: number[]; negatives: number[]; auc: number | null }>('areas'))(
  'ROC AUC: $name',
  ({ positives, negatives, auc }) => expectAgreement(rocAuc(positives, negatives)?.value ?? null, auc),
);

interface Losses {
  name: string;
  probabilities: number[][];
  actual: number[];
  log_loss: number;
  brier: number;
}

test.each(cases<Losses>('losses'))('log loss and Brier score: $name', (of) => {
  const { probabilities, actual } = of;
  const scaled = (rows: readonly number[]): string =>
    String(rows.reduce((sum, x) => sum + BigInt(Math.round(x * 1e9)), 0n));
  // Of many rows the rounding cancels.
  const half = actual.length < 100 ? 0.5e-9 : 0;
  const losses = probabilities.map((row, i) => rowLogLoss(row[actual[i]!]!));
  expectAgreement(logLoss(scaled(losses), actual.length), of.log_loss, half);
  const squares = probabilities.map((row, i) =>
    row.length === 2
      ? (row[1]! - actual[i]!) ** 2
      : row.reduce((sum, p, k) => sum + (p - (k === actual[i] ? 1 : 0)) ** 2, 0),
  );
  expectAgreement(brierScore(scaled(squares), actual.length), of.brier, half);
});

test('sums are whole numbers, also beyond what a double counts', () => {
  expect(logLoss('36028797018963968000', 2 ** 30)).toBeCloseTo(2 ** 55 / 1e6 / 2 ** 30, 9);
  expect(() => brierScore('0.5', 1)).toThrow(SyntaxError);
});

test('without rows there is no loss', () => {
  expect([logLoss('0', 0), brierScore('0', 0)]).toEqual([null, null]);
});

interface ConfusionCase {
  name: string;
  matrix: number[][];
  precision: (number | null)[];
  recall: (number | null)[];
  f1: (number | null)[];
  macro: { precision: number | null; recall: number | null; f1: number | null };
  best_constant: number | null;
}

test.each(cases<ConfusionCase>('confusions'))('precision, recall, F1 and best constant: $name', (of) => {
  // Names that objects have by themselves.
  const names = ['constructor', 'toString', 'b', '__proto__x', '1', '0'].slice(0, of.matrix.length);
  const confusion = Object.fromEntries(
    of.matrix.map((row, i) => [names[i]!, Object.fromEntries(row.map((n, j) => [names[j]!, n]))]),
  );
  const found = names.map((name) => classMetrics(confusion, name));
  for (const metric of ['precision', 'recall', 'f1'] as const) {
    found.forEach((metrics, i) => expectAgreement(metrics[metric], of[metric][i]!));
    expectAgreement(macroAverage(found.map((metrics) => metrics[metric])), of.macro[metric]);
  }
  expectAgreement(bestConstant(names, confusion)?.accuracy ?? null, of.best_constant);
});

test.each(cases<{ name: string; rows: number[]; positives: number[]; values: number[] }>('isotonic'))(
  'isotonic regression: $name',
  ({ rows, positives, values }) => {
    const found = isotonicValues(isotonicBlocks(rows, positives));
    expect(found).toHaveLength(values.length);
    for (const [bin, value] of values.entries()) expectAgreement(found[bin]!, value);
  },
);

interface Proportions {
  reference: Proportion;
  current: Proportion;
  z: number;
  decline: number;
  fisher: number;
}

test.each(cases<Proportions>('proportions'))('$current.successes of $current.rows after $reference', (of) => {
  expectAgreement(twoProportionZ(of.reference, of.current), of.z);
  expectAgreement(declinePValue(of.reference, of.current), of.decline);
  expectAgreement(fisherExact(of.reference, of.current), of.fisher);
});

test.each(cases<{ z: number; cdf: number }>('normal'))('normal distribution below $z', ({ z, cdf }) => {
  const found = normalCdf(z);
  expectAgreement(found, cdf);
  // Also where the probability is tiny.
  if (z < 0) expect(Math.abs(found / cdf - 1)).toBeLessThan(1e-9);
});

interface HosmerLemeshowCase {
  groups: { observed: number; expected: number; variance: number }[];
  statistic: number;
  p_value: number;
}

test.each(cases<HosmerLemeshowCase>('hosmer-lemeshow'))('Hosmer–Lemeshow $statistic', (of) => {
  const found = hosmerLemeshow(of.groups)!;
  expectAgreement(found.statistic, of.statistic);
  expectAgreement(found.p_value, of.p_value);
  expect(found.degrees_of_freedom).toBe(of.groups.length);
});
