import gammainc from '@stdlib/math-base-special-gammainc';

/**
 * P(X ≥ x) of a chi-squared variable: the regularised upper incomplete gamma function Q(df/2, x/2). 1 without degrees
 * of freedom, where X is always 0.
 */
export function chiSquareSurvival(x: number, degreesOfFreedom: number): number {
  if (x <= 0) return 1;
  return degreesOfFreedom === 0 ? 0 : gammainc(x / 2, degreesOfFreedom / 2, true, true);
}
