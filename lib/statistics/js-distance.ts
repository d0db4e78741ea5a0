import { assertSameBins, smoothedShares } from './shares.ts';

/**
 * Jensen–Shannon distance, base 2: the square root of the mean divergence of both samples from their mixture, 0 for
 * equal samples and at most 1. Symmetric. Source: Endres & Schindelin (2003), A new metric for probability
 * distributions; half counts as in `smoothedShares`.
 */
export function jensenShannonDistance(reference: readonly number[], current: readonly number[]): number {
  assertSameBins(reference, current);
  const q = smoothedShares(current);
  const nats = smoothedShares(reference).reduce((total, p, i) => total + term(p, q[i]!), 0);
  return Math.sqrt(Math.min(1, Math.max(0, nats / Math.LN2)));
}

/**
 * (p ln(p/m) + q ln(q/m)) / 2 with m = (p+q)/2. Where p and q are close the two logarithms nearly cancel, and the root
 * would make the rounding error visible; there it is m (ln(1−r²) + 2r·artanh r) / 2 with r = (p−q)/(p+q).
 */
function term(p: number, q: number): number {
  const mean = (p + q) / 2;
  const r = (p - q) / (p + q);
  if (Math.abs(r) < 0.1) return (mean * (Math.log1p(-r * r) + 2 * r * Math.atanh(r))) / 2;
  return (p * Math.log(p / mean) + q * Math.log(q / mean)) / 2;
}
