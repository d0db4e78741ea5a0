import { binomial } from './binomial.ts';
import type { Random } from './random.ts';

/**
 * Counts of n rows that fall into bins by these weights, exactly distributed: a binomial number for each bin, of the
 * rows and the weight that the bins before it left. Weights are whole numbers, counts themselves, so that no rounding
 * error adds up. Source: Davis (1993), The computer generation of multinomial random variates.
 * @throws RangeError for rows without any weight
 */
export function multinomial(random: Random, n: number, weights: readonly number[]): number[] {
  let weight = weights.reduce((sum, one) => sum + one, 0);
  if (n > 0 && weight === 0) throw new RangeError(`expected a weight above 0 for ${n} rows, got none`);
  let rows = n;
  return weights.map((of) => {
    // Nothing is drawn where the answer is known, such as in the last bin that has a weight.
    const count = rows === 0 || of === 0 ? 0 : of >= weight ? rows : binomial(random, rows, of / weight);
    rows -= count;
    weight -= of;
    return count;
  });
}
