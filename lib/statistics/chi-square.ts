import { chiSquareSurvival } from './gamma.ts';
import { assertSameBins } from './shares.ts';

export interface ChiSquare {
  statistic: number;
  degreesOfFreedom: number;
  pValue: number;
}

/**
 * Pearson's test that two samples, counts over the same bins, are of one distribution; bins that both leave empty are
 * dropped and there is no correction for continuity. Null where a sample is empty. Its p-value is reliable where every
 * expected count is 5 or more. Source: Pearson (1911), On the probability that two independent distributions of
 * frequency are really samples from the same population.
 */
export function chiSquareHomogeneity(
  reference: readonly number[],
  current: readonly number[],
): ChiSquare | null {
  assertSameBins(reference, current);
  const n = total(reference);
  const m = total(current);
  if (n === 0 || m === 0) return null;
  let statistic = 0;
  let columns = 0;
  for (const [i, count] of reference.entries()) {
    const both = count + current[i]!;
    if (both === 0) continue;
    columns += 1;
    const expected = (both * n) / (n + m);
    // The deviation is the same in both rows; only what was expected differs.
    statistic += (count - expected) ** 2 * (1 / expected + (n + m) / (both * m));
  }
  const degreesOfFreedom = columns - 1;
  return { statistic, degreesOfFreedom, pValue: chiSquareSurvival(statistic, degreesOfFreedom) };
}

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
