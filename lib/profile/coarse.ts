import { type FeatureBins, type NumericBins, RARE, widthBucket } from './bins.ts';

/**
 * Counts over the bins that KL, PSI and JS compare: of a numeric feature the fine bins united at the deciles, with both
 * outer bins and the missing one; of a categorical one its bins, without `rare` when nothing is.
 */
export function coarseCounts(bins: FeatureBins, counts: readonly number[]): number[] {
  if (bins.kind === 'categorical') {
    const rareAt = RARE + 1;
    return bins.rare.length > 0 ? [...counts] : counts.filter((_, i) => i !== rareAt);
  }
  return [counts[0]!, ...unite(bins, counts.slice(1))];
}

/** The same for scores, which are never missing. */
export const coarseScoreCounts = (bins: NumericBins, counts: readonly number[]): number[] =>
  unite(bins, counts.slice(1));

function unite({ edges, coarse_edges }: NumericBins, counts: readonly number[]): number[] {
  const united = new Array<number>(coarse_edges.length + 1).fill(0);
  counts.forEach((count, i) => {
    const at = i === 0 ? 0 : widthBucket(edges[i - 1]!, coarse_edges);
    united[at]! += count;
  });
  return united;
}
