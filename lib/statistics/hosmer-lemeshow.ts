import { chiSquareSurvival } from './gamma.ts';

export interface HosmerLemeshow {
  statistic: number;
  degrees_of_freedom: number;
  p_value: number;
}

/**
 * Hosmer–Lemeshow statistic Σ (observed − expected)² / variance over groups of rows, and the probability of one as large
 * were the expectations right. As many degrees of freedom as groups, because the expectations were learnt from other
 * rows. Null without groups. Source: Hosmer, Lemeshow & Sturdivant (2013), Applied logistic regression, 5.2.
 */
export function hosmerLemeshow(
  groups: readonly { observed: number; expected: number; variance: number }[],
): HosmerLemeshow | null {
  if (groups.length === 0) return null;
  const statistic = groups.reduce(
    (sum, { observed, expected, variance }) => sum + (observed - expected) ** 2 / variance,
    0,
  );
  return {
    statistic,
    degrees_of_freedom: groups.length,
    p_value: chiSquareSurvival(statistic, groups.length),
  };
}
