import { scaledSum } from './scaled-sum.ts';

/**
 * Brier score: mean over the rows of (p − y)² for two classes, 0 to 1, and of Σ_k (p_k − y_k)² for more, 0 to 2; from
 * Σ round(x · 10⁹) as text. Null without rows. Source: Brier (1950), Verification of forecasts expressed in terms of
 * probability.
 */
export const brierScore = (sum: string, rows: number): number | null =>
  rows === 0 ? null : scaledSum(sum) / rows;
