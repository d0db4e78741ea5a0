import { binomialProbability } from './binomial-probability.ts';

/** Beyond, the asymptotic series is within 10⁻⁹·p + 10⁻¹² of the sum, which would take a third of a second. */
const EXACT_UP_TO = 400_000;

/**
 * P(D⁺ ≥ d) of the one-sided Kolmogorov–Smirnov statistic of n values. Source: Birnbaum & Tingey (1951), One-sided
 * confidence contours for probability distribution functions; each term is a binomial probability times d/(d + j/n).
 */
export function smirnovSurvival(d: number, n: number): number {
  if (n > EXACT_UP_TO) return asymptoticSurvival(d, n);
  let sum = 0;
  for (let j = 0; j <= n * (1 - d); j++) {
    const p = d + j / n;
    sum += (d / p) * binomialProbability(j, n, p);
  }
  return Math.min(1, sum);
}

/** Source: Maag & Dicaire (1971), On Kolmogorov–Smirnov type one-sample statistics. */
function asymptoticSurvival(d: number, n: number): number {
  const z = (6 * n * d + 1) ** 2 / (18 * n);
  return Math.exp(-z) * Math.max(0, 1 - (2 * z * z - 4 * z - 1) / (18 * n));
}
