import { klDivergence } from './kl.ts';
import { multinomial } from './multinomial.ts';
import type { Random } from './random.ts';

/** B of Davison & Hinkley: the smallest p-value that can be found is 1 / (B + 1). */
const MOST_DRAWS = 9999;
/** So many exceedances say that p is not small, within a relative error of 1 / √50. */
const ENOUGH_EXCEEDANCES = 50;
/** Two ways to add up the same divergence differ by less. */
const ROUNDING = 1e-12;

/**
 * How often two samples of one distribution diverge as much as these, both as counts over the same bins: a parametric
 * bootstrap in which both are drawn again from what they have in common, because the reference is a sample too.
 * Sources: Davison & Hinkley (1997), Bootstrap methods and their application, 4.2; Besag & Clifford (1991), Sequential
 * Monte Carlo p-values, for stopping early.
 */
export function klPValue(random: Random, reference: readonly number[], current: readonly number[]): number {
  const limit = klDivergence(reference, current) - ROUNDING;
  const pooled = reference.map((count, i) => count + current[i]!);
  const rowsOf = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
  const rows = { reference: rowsOf(reference), current: rowsOf(current) };
  let exceedances = 0;
  for (let draws = 1; draws <= MOST_DRAWS; draws++) {
    const drawn = multinomial(random, rows.reference, pooled);
    if (klDivergence(drawn, multinomial(random, rows.current, pooled)) >= limit) exceedances += 1;
    if (exceedances === ENOUGH_EXCEEDANCES) return ENOUGH_EXCEEDANCES / draws;
  }
  return (1 + exceedances) / (1 + MOST_DRAWS);
}
