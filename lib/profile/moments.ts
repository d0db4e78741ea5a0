import { binCount, type NumericBins, widthBucket } from './bins.ts';

/** In order of value, so that the same rows, in whatever order they came, give the same bits. */
const inOrder = (values: readonly number[]): Float64Array => Float64Array.from(values).sort();

/** Mean of the values in each bin; null where there are none. Running means, because a sum of large values overflows. */
export function meanPositions(bins: NumericBins, values: readonly number[]): (number | null)[] {
  const seen = new Array<number>(binCount(bins)).fill(0);
  const means = new Array<number | null>(binCount(bins)).fill(null);
  for (const value of inOrder(values)) {
    const bin = widthBucket(value, bins.edges) + 1;
    seen[bin]! += 1;
    const mean = means[bin] ?? value;
    means[bin] = mean + (value / seen[bin]! - mean / seen[bin]!);
  }
  return means;
}

/**
 * Of the population (divided by n); null without values, or where the squares exceed what a double holds. Source:
 * Welford (1962), Note on a method for calculating corrected sums of squares and products.
 */
export function standardDeviation(values: readonly number[]): number | null {
  let n = 0;
  let mean = 0;
  let squares = 0;
  for (const value of inOrder(values)) {
    n++;
    const before = value - mean;
    mean += before / n;
    squares += before * (value - mean);
  }
  const deviation = Math.sqrt(squares / n);
  return Number.isFinite(deviation) ? deviation : null;
}
