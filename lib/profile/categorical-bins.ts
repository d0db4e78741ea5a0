import type { CategoricalBins } from './bins.ts';

/** More bins than this make KL exceed 0.1 without any drift on days of a few hundred rows. */
const MOST_BINS = 18;

/** Bins of a categorical feature from its values in the reference: the most frequent each have one. */
export function categoricalBins(values: readonly (number | string)[]): CategoricalBins {
  const counts = new Map<number | string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const ranked = [...counts]
    .sort(([a, countA], [b, countB]) => countB - countA || compare(a, b))
    .map(([value]) => value);
  return {
    kind: 'categorical',
    categories: ranked.slice(0, MOST_BINS),
    rare: ranked.slice(MOST_BINS).sort(compare),
  };
}

const compare = (a: number | string, b: number | string): number => (a < b ? -1 : a > b ? 1 : 0);
