import { durbinCdf } from './kolmogorov-durbin.ts';
import { pelzGoodCdf } from './kolmogorov-pelz-good.ts';
import { smirnovSurvival } from './smirnov.ts';

/**
 * P(D ≥ d) of the two-sided Kolmogorov–Smirnov statistic of n values and a known distribution. Source: Simard &
 * L'Ecuyer (2011), Computing the two-sided Kolmogorov–Smirnov distribution, with the limits of
 * scipy.stats.kstwo between its methods.
 */
export function kolmogorovSurvival(d: number, n: number): number {
  if (n * d <= 0.5) return 1;
  if (d >= 1) return 0;
  // Both one-sided events hardly ever happen together (Miller 1956).
  if (d >= 0.5 || n * d * d >= (n <= 140 ? 4 : 2.2)) return Math.min(1, 2 * smirnovSurvival(d, n));
  const isSmall = n <= 140 || (n <= 100_000 && n * d ** 1.5 <= 1.4);
  return Math.min(1, Math.max(0, 1 - (isSmall ? durbinCdf(d, n) : pelzGoodCdf(d, n))));
}
