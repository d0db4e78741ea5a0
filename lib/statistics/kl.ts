import { assertSameBins } from './shares.ts';

/**
 * Kullback–Leibler divergence Σ P ln(P/Q) in nats, P the reference and Q the current sample, both as counts over the
 * same bins. Source: Kullback & Leibler (1951), On information and sufficiency; half counts as in `smoothedShares`,
 * written out because the bootstrap asks for it ten thousand times a feature.
 */
export function klDivergence(reference: readonly number[], current: readonly number[]): number {
  assertSameBins(reference, current);
  const bins = reference.length;
  let ofReference = bins / 2;
  let ofCurrent = bins / 2;
  for (let i = 0; i < bins; i++) {
    ofReference += reference[i]!;
    ofCurrent += current[i]!;
  }
  let divergence = 0;
  for (let i = 0; i < bins; i++) {
    const p = (reference[i]! + 0.5) / ofReference;
    const q = (current[i]! + 0.5) / ofCurrent;
    divergence += p * Math.log(p / q);
  }
  // Equal samples give exactly 0; rounding must not leave a divergence below it.
  return Math.max(0, divergence);
}
