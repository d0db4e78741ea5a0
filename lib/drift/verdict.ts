import { type DriftBand, klBand, MINIMUM_ROWS } from '../statistics/kl-band.ts';

/** What is found less likely than this by chance is no chance, after adjustment for how much was tested. */
export const SIGNIFICANCE_LEVEL = 0.05;

export type DriftVerdict = 'none' | DriftBand;

/**
 * Whether a distribution moved, and how far: a divergence alone is large by chance on small days, a p-value alone is
 * small for the least change on large ones, so it takes both. The p-value is adjusted, and null where nothing was
 * tested.
 */
export function driftVerdict(rows: number, divergence: number, pValueAdjusted: number | null): DriftVerdict {
  if (rows < MINIMUM_ROWS || pValueAdjusted === null) return 'insufficient_data';
  return pValueAdjusted >= SIGNIFICANCE_LEVEL ? 'none' : klBand(divergence, rows);
}

export const isDrift = (verdict: DriftVerdict): boolean =>
  verdict === 'moderate' || verdict === 'significant';
