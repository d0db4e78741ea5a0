import { binomial } from './binomial.ts';
import { calibrationError, calibrationGroups } from './calibration-error.ts';
import { quantile } from './quantile.ts';
import type { Random } from './random.ts';

const DRAWS = 1000;

/**
 * What the calibration error of this many rows exceeds on one of a hundred occasions though every probability is right:
 * the 99th percentile of 1,000 draws of what is observed. `expected`: sum of the probabilities by bin. Null without rows.
 */
export function calibrationErrorLimit(
  random: Random,
  rows: readonly number[],
  expected: readonly number[],
): number | null {
  if (rows.every((count) => count === 0)) return null;
  const errors = Array.from({ length: DRAWS }, () => {
    const observed = rows.map((count, bin) =>
      // A sum of rounded probabilities may exceed what it rounds.
      count === 0 ? 0 : binomial(random, count, Math.min(1, expected[bin]! / count)),
    );
    return calibrationError(calibrationGroups(rows, expected, observed))!;
  });
  return quantile(errors, 0.99);
}
