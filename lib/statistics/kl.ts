import { assertSameBins, smoothedShares } from './shares.ts';

/**
 * Kullback–Leibler divergence Σ P ln(P/Q) in nats, P the reference and Q the current sample, both as counts over the
 * same bins. Source: Kullback & Leibler (1951), On information and sufficiency; half counts as in `smoothedShares`.
 */
export function klDivergence(reference: readonly number[], current: readonly number[]): number {
  assertSameBins(reference, current);
  const q = smoothedShares(current);
  // Equal samples give exactly 0; rounding must not leave a divergence below it.
  const sum = smoothedShares(reference).reduce((total, p, i) => total + p * Math.log(p / q[i]!), 0);
  return Math.max(0, sum);
}
