import type { NumericBins } from './bins.ts';
import { nextDouble } from './next-double.ts';

const QUANTILES = 100;
const PER_COARSE = 10;

/**
 * Bins of a numeric feature from its values in the reference: edges at 100 quantiles; a value that holds at least 1 %
 * of them alone in its bin, else zero-inflated data hides whole shifts; below the smallest and above the largest an
 * outer bin each. `extraEdges` are added as they are, the decision threshold for example.
 *
 * The coarse bins are the deciles, with the first and the last percent apart. What lies outside the reference's range
 * counts to these: a bin that the reference leaves empty by construction, but a day of the same distribution does not,
 * makes the p-value of the divergence too small (below 0.05 on 6.4 % of days without drift at n = 1,000, instead of
 * 5.0 %). Where the range ends in a value that holds 1 % itself, nothing is to be expected outside, and what comes there
 * has a bin of its own.
 */
export function numericBins(values: readonly number[], extraEdges: readonly number[] = []): NumericBins {
  const sorted = Float64Array.from(values, (value) => value + 0).sort();
  const n = sorted.length;
  if (n === 0) return { kind: 'numeric', edges: [...extraEdges], coarse_edges: [], quartile_edges: [] };
  const quantile = (k: number) => sorted[Math.floor((k * n) / QUANTILES)]!;
  const [least, most] = [sorted[0]!, sorted[n - 1]!];
  const above = nextDouble(most);
  const ties = points(sorted);
  const fine = [above, ...extraEdges];
  for (let k = 0; k < QUANTILES; k++) fine.push(quantile(k));
  for (const value of ties) fine.push(value, nextDouble(value));
  const coarse = [
    least === sorted[1] && ties.includes(least) ? least : quantile(1),
    most === sorted[n - 2] && ties.includes(most) ? above : quantile(QUANTILES - 1),
  ];
  for (let k = PER_COARSE; k < QUANTILES; k += PER_COARSE) coarse.push(quantile(k));
  const quartiles = [25, 50, 75].map(quantile).filter((edge) => edge > sorted[0]!);
  return {
    kind: 'numeric',
    edges: ascending(fine),
    coarse_edges: ascending(coarse),
    quartile_edges: ascending(quartiles),
  };
}

/** Values that hold at least one quantile's share each. */
function points(sorted: Float64Array): number[] {
  const found: number[] = [];
  for (let start = 0; start < sorted.length; ) {
    let end = start + 1;
    while (end < sorted.length && sorted[end] === sorted[start]) end++;
    if ((end - start) * QUANTILES >= sorted.length) found.push(sorted[start]!);
    start = end;
  }
  return found;
}

/** Distinct finite numbers in order; −0 is 0. */
const ascending = (numbers: readonly number[]): number[] =>
  [...new Set(numbers.map((x) => x + 0))].filter(Number.isFinite).sort((a, b) => a - b);
