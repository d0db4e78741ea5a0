import type { FeatureBins, NumericBins } from '../profile/bins.ts';
import { nextDouble } from '../profile/next-double.ts';
import { type ChiSquare, chiSquareHomogeneity } from '../statistics/chi-square.ts';
import { type KolmogorovSmirnov, kolmogorovSmirnov } from '../statistics/kolmogorov-smirnov.ts';
import { wassersteinDistance } from '../statistics/wasserstein.ts';

/** What is reported beside the divergence; no verdict hangs on it. */
export type Distances =
  | {
      kind: 'numeric';
      kolmogorovSmirnov: KolmogorovSmirnov | null;
      /** In standard deviations of the reference; null where it has none. */
      wasserstein: number | null;
    }
  | { kind: 'categorical'; chiSquare: ChiSquare | null };

/** Of a numeric feature, as the reference has them: one position per bin, the missing values' first. */
export interface Spread {
  positions: readonly (number | null)[];
  standardDeviation: number | null;
}

/**
 * Compares counts over fine bins, the missing values' bin first. Numbers are compared without the missing ones;
 * categories with them, missing being one.
 */
export function distances(
  bins: FeatureBins,
  reference: readonly number[],
  current: readonly number[],
  spread: Spread,
): Distances {
  if (bins.kind === 'categorical')
    return { kind: 'categorical', chiSquare: chiSquareHomogeneity(reference, current) };
  const [p, q] = [reference.slice(1), current.slice(1)];
  return {
    kind: 'numeric',
    kolmogorovSmirnov: kolmogorovSmirnov(p, q, pointBins(bins)),
    wasserstein: wassersteinDistance(p, q, places(bins, spread.positions), spread.standardDeviation),
  };
}

/** Bins of one value. */
const pointBins = ({ edges }: NumericBins): boolean[] => [
  false,
  ...edges.map((edge, i) => edges[i + 1] === nextDouble(edge)),
];

/**
 * Where the values of each bin are taken to be: where the reference has them, else at the middle of the bin; what is
 * outside the range of the reference at its end, so that the distance is rather too small than invented.
 */
function places({ edges }: NumericBins, positions: readonly (number | null)[]): number[] {
  return positions.slice(1).map((position, i) => {
    const lower = edges[Math.max(i - 1, 0)] ?? 0;
    const upper = edges[Math.min(i, edges.length - 1)] ?? 0;
    return position ?? lower / 2 + upper / 2;
  });
}
