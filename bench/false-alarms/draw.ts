import {
  binCount,
  type FeatureBins,
  FIRST_CATEGORY,
  MISSING,
  OTHER,
  RARE,
  widthBucket,
} from '../../lib/profile/bins.ts';
import { categoricalBins } from '../../lib/profile/categorical-bins.ts';
import { numericBins } from '../../lib/profile/numeric-bins.ts';
import type { Random } from '../../lib/statistics/random.ts';
import type { Column } from './population.ts';

/** Rows of a population. */
export type Sample = Uint32Array;

/** Draws samples of rows that have none in common, without putting any back. */
export function disjointSamples(random: Random, order: Uint32Array, sizes: readonly number[]): Sample[] {
  const drawn = sizes.reduce((sum, size) => sum + size, 0);
  if (drawn > order.length) throw new RangeError(`expected at most ${order.length} rows, got ${drawn}`);
  for (let i = 0; i < drawn; i++) {
    const j = i + Math.floor(random() * (order.length - i));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  let end = 0;
  return sizes.map((size) => order.slice(end, (end += size)));
}

/** The bins that a reference of these rows would freeze. */
export function binsOf(
  { values, categories }: Column,
  sample: Sample,
  extraEdges: number[] = [],
): FeatureBins {
  const present: number[] = [];
  for (const row of sample) if (!Number.isNaN(values[row]!)) present.push(values[row]!);
  return categories
    ? categoricalBins(present.map((place) => categories[place]!))
    : numericBins(present, extraEdges);
}

/** Counts over the bins, what the SQL of a profile would count; every number moved by `shift`. */
export function countsOf(
  { values, categories }: Column,
  bins: FeatureBins,
  sample: Sample,
  shift = 0,
): number[] {
  const counts = new Array<number>(binCount(bins)).fill(0);
  const places = bins.kind === 'categorical' ? categories!.map((of) => placeOf(of, bins)) : [];
  for (const row of sample) {
    const value = values[row]!;
    if (Number.isNaN(value)) counts[0]! += 1;
    else if (bins.kind === 'numeric') counts[widthBucket(value + shift, bins.edges) - MISSING]! += 1;
    else counts[places[value]!]! += 1;
  }
  return counts;
}

function placeOf(
  value: number | string,
  { categories, rare }: FeatureBins & { kind: 'categorical' },
): number {
  const place = categories.indexOf(value);
  if (place >= 0) return FIRST_CATEGORY + place - MISSING;
  return (rare.includes(value) ? RARE : OTHER) - MISSING;
}
