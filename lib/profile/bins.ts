/**
 * How values are binned, frozen in the reference. Counts over bins are arrays, missing values first:
 * - numeric: missing, below the first edge, then [edge, next edge) for each edge, the last open above;
 * - categorical: missing, never seen in the reference, rare in it, then each of `categories`.
 */
export type FeatureBins = NumericBins | CategoricalBins;

export interface NumericBins {
  kind: 'numeric';
  /** Ascending and finite; empty when the reference has no value at all. */
  edges: number[];
  /** The edges, some of `edges`, of the wider bins that KL, PSI and JS are computed over. */
  coarse_edges: number[];
  /** The inner quartiles, some of `edges`: what pairs of features are counted over. */
  quartile_edges: number[];
}

export interface CategoricalBins {
  kind: 'categorical';
  /** Most frequent first. */
  categories: (number | string)[];
  /** Seen in the reference, but not among the most frequent; they share one bin. */
  rare: (number | string)[];
}

/** What a model's profiles count over. */
export interface Bins {
  features: Record<string, FeatureBins>;
  score: NumericBins;
  /** More than two classes only: of the probability of each class. */
  classes?: Record<string, NumericBins>;
  /** The most important features, counted together two by two over their groups (see groups.ts). */
  paired: string[];
}

/** What the SQL text says for a missing value; `MISSING + 1` is its place in an array of counts. */
export const MISSING = -1;
export const OTHER = 0;
export const RARE = 1;
export const FIRST_CATEGORY = 2;

/** Length of an array of counts over these bins. */
export function binCount(bins: FeatureBins): number {
  return bins.kind === 'numeric' ? bins.edges.length + 2 : bins.categories.length + FIRST_CATEGORY + 1;
}

/** How many edges are at or below x: bins are [a,b). The same as `width_bucket` of Trino. */
export function widthBucket(x: number, edges: readonly number[]): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (x < edges[middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
}
