import { kolmogorovSurvival } from './kolmogorov.ts';
import { exactKolmogorovSmirnov } from './kolmogorov-smirnov-exact.ts';
import { assertSameBins } from './shares.ts';

export interface KolmogorovSmirnov {
  /** D over the edges of the bins, at most that of the values themselves. */
  statistic: number;
  /** What D of the values is at most. */
  upperBound: number;
  /** Of `statistic`; two-sided. */
  pValue: number;
}

/** As in scipy: beyond it the asymptotic distribution is used. */
const EXACT_UP_TO = 10_000;
/** Where n·m/(n+m)·D² is larger, p is below 10⁻¹² by the inequality of Wei & Dudley (2012), exactly or not. */
const NEGLIGIBLE = 15;

/**
 * Two-sample Kolmogorov–Smirnov test of samples that are counts over the same ascending bins; `isPoint` tells bins of
 * one value, inside which no difference can hide. Null where a sample is empty. The p-value is that of
 * scipy.stats.ks_2samp for values that tie like the bins do: exact up to 10,000 rows, then Smirnov's for the harmonic
 * half-mean of both sizes. Source: Hodges (1958), The significance probability of the Smirnov two-sample test; bound:
 * inside a bin one of both distribution functions can run ahead by no more than the smaller share.
 */
export function kolmogorovSmirnov(
  reference: readonly number[],
  current: readonly number[],
  isPoint: readonly boolean[],
): KolmogorovSmirnov | null {
  assertSameBins(reference, current);
  const n = reference.reduce((sum, count) => sum + count, 0);
  const m = current.reduce((sum, count) => sum + count, 0);
  if (n === 0 || m === 0) return null;
  let statistic = 0;
  let hidden = 0;
  let below = { n: 0, m: 0 };
  for (const [i, count] of reference.entries()) {
    below = { n: below.n + count, m: below.m + current[i]! };
    statistic = Math.max(statistic, Math.abs(below.n / n - below.m / m));
    if (!isPoint[i]) hidden = Math.max(hidden, Math.min(count / n, current[i]! / m));
  }
  return { statistic, upperBound: Math.min(1, statistic + hidden), pValue: pValue(statistic, n, m) };
}

function pValue(statistic: number, n: number, m: number): number {
  const effective = (n * m) / (n + m);
  const exact = Math.max(n, m) <= EXACT_UP_TO && effective * statistic ** 2 < NEGLIGIBLE;
  return exact
    ? exactKolmogorovSmirnov(statistic, n, m)
    : kolmogorovSurvival(statistic, Math.round(effective));
}
