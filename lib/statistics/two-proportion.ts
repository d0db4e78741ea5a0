import { normalCdf } from './normal.ts';

export interface Proportion {
  successes: number;
  rows: number;
}

/**
 * How many standard errors the current proportion is above the reference, with the variance pooled as under equality; 0
 * where both are 0 or both are 1, null when one side has no rows. Source: Fleiss, Levin & Paik (2003), Statistical
 * methods for rates and proportions, 3.1, without continuity correction.
 */
export function twoProportionZ(reference: Proportion, current: Proportion): number | null {
  if (reference.rows === 0 || current.rows === 0) return null;
  const pooled = (reference.successes + current.successes) / (reference.rows + current.rows);
  const variance = pooled * (1 - pooled) * (1 / reference.rows + 1 / current.rows);
  const difference = current.successes / current.rows - reference.successes / reference.rows;
  return variance === 0 ? 0 : difference / Math.sqrt(variance);
}

/** One-sided p-value: how likely is a current proportion this low, were both equal. Null when one side has no rows. */
export function declinePValue(reference: Proportion, current: Proportion): number | null {
  const z = twoProportionZ(reference, current);
  return z === null ? null : normalCdf(z);
}
