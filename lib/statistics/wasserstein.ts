import { assertSameBins } from './shares.ts';

/**
 * Wasserstein distance of order 1, ∫|F − G|, of two samples that are counts over the same bins, each taken to lie at
 * its bin's position; positions ascend. In units of `scale`, the reference's standard deviation for example. Null where
 * a sample is empty, or nothing spreads. Source: Vallender (1974), Calculation of the Wasserstein distance between
 * probability distributions on the line.
 */
export function wassersteinDistance(
  reference: readonly number[],
  current: readonly number[],
  positions: readonly number[],
  scale: number | null,
): number | null {
  assertSameBins(reference, current);
  assertSameBins(reference, positions);
  const n = reference.reduce((sum, count) => sum + count, 0);
  const m = current.reduce((sum, count) => sum + count, 0);
  if (n === 0 || m === 0 || scale === null || scale === 0) return null;
  let distance = 0;
  let below = { n: 0, m: 0 };
  for (let i = 0; i + 1 < positions.length; i++) {
    below = { n: below.n + reference[i]!, m: below.m + current[i]! };
    // In halves: positions may be further apart than the largest double.
    const step = positions[i + 1]! / 2 - positions[i]! / 2;
    distance += Math.abs(below.n / n - below.m / m) * (step / (scale / 2));
  }
  return distance;
}
