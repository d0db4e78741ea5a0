/** The 97.5 % quantile of the standard normal distribution: two-sided 95 %. */
const Z_95 = 1.959963984540054;

/**
 * Wilson's score interval of a proportion, 95 %: within [0, 1] and never empty, however small the sample. Null without
 * any. Source: Wilson (1927), Probable inference; Brown, Cai & DasGupta (2001) for why not Wald's.
 */
export function wilsonInterval(successes: number, n: number, z = Z_95): [number, number] | null {
  if (n === 0) return null;
  const p = successes / n;
  const centre = (successes + (z * z) / 2) / (n + z * z);
  const half = (z / (n + z * z)) * Math.sqrt(n * p * (1 - p) + (z * z) / 4);
  // At 0 and n the formula gives exactly 0 and 1; rounding must not move them.
  return [successes === 0 ? 0 : centre - half, successes === n ? 1 : centre + half];
}
