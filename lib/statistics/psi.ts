import { assertSameBins, smoothedShares } from './shares.ts';

/**
 * Population stability index Σ (P−Q) ln(P/Q), P the reference and Q the current sample, both as counts over the same
 * bins: the sum of both directions of the Kullback–Leibler divergence (Jeffreys 1946). Half counts as in
 * `smoothedShares`.
 */
export function populationStabilityIndex(reference: readonly number[], current: readonly number[]): number {
  assertSameBins(reference, current);
  const q = smoothedShares(current);
  return smoothedShares(reference).reduce((total, p, i) => total + (p - q[i]!) * Math.log(p / q[i]!), 0);
}
