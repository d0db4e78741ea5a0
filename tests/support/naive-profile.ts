import type { FeatureValues } from '../../lib/log/record.ts';
import type { Bins, FeatureBins } from '../../lib/profile/bins.ts';
import type { ProfileCounts } from '../../lib/profile/profile.ts';

export interface NaiveRow {
  features: FeatureValues;
  label: string;
  score: number;
  actual?: string;
}

/** The place of a value in an array of counts, found by looking at one bin after the other. */
export function naiveBin(bins: FeatureBins, value: number | string | null): number {
  if (value === null) return 0;
  if (bins.kind === 'categorical') {
    for (let i = 0; i < bins.categories.length; i++) if (bins.categories[i] === value) return 3 + i;
    return bins.rare.some((rare) => rare === value) ? 2 : 1;
  }
  let bin = 1;
  for (const edge of bins.edges) if ((value as number) >= edge) bin++;
  return bin;
}

const length = (bins: FeatureBins): number =>
  bins.kind === 'numeric' ? bins.edges.length + 2 : bins.categories.length + 3;

/** A profile made by going through the rows one by one. */
export function naiveProfile(bins: Bins, rows: readonly NaiveRow[], labelled: boolean): ProfileCounts {
  const zeros = (of: FeatureBins) => new Array<number>(length(of)).fill(0);
  const perFeature = () =>
    Object.fromEntries(Object.entries(bins.features).map(([name, of]) => [name, zeros(of)]));
  const predicted: Record<string, number> = {};
  const features = perFeature();
  const counts = zeros(bins.score);
  const sums = counts.map(() => 0n);
  const confusion: Record<string, Record<string, number>> = {};
  const correct = perFeature();
  const byActual: Record<string, number[]> = {};
  for (const row of rows) {
    predicted[row.label] = (predicted[row.label] ?? 0) + 1;
    const scoreBin = naiveBin(bins.score, row.score);
    counts[scoreBin]! += 1;
    sums[scoreBin]! += BigInt(Math.round(row.score * 1e9));
    for (const [name, of] of Object.entries(bins.features)) {
      const bin = naiveBin(of, row.features[name] ?? null);
      features[name]![bin]! += 1;
      if (row.actual === row.label) correct[name]![bin]! += 1;
    }
    if (!labelled) continue;
    const actual = row.actual!;
    confusion[actual] ??= {};
    confusion[actual][row.label] = (confusion[actual][row.label] ?? 0) + 1;
    byActual[actual] ??= zeros(bins.score);
    byActual[actual][scoreBin]! += 1;
  }
  return {
    rows: rows.length,
    predicted,
    features,
    score: { counts, sums: sums.map(String) },
    ...(labelled ? { labels: { confusion, correct, score: byActual } } : {}),
  };
}

/** Counts over the coarse bins, from the values themselves. */
export function naiveCoarse(
  bins: FeatureBins,
  values: readonly (number | string | null)[],
  { missing = true } = {},
): number[] {
  if (bins.kind === 'categorical') {
    const counts = values.reduce<number[]>(
      (sum, value) => {
        sum[naiveBin(bins, value)]! += 1;
        return sum;
      },
      new Array<number>(length(bins)).fill(0),
    );
    if (bins.rare.length === 0) counts.splice(2, 1);
    return counts;
  }
  const present = values.filter((value): value is number => typeof value === 'number');
  const coarse = bins.coarse_edges;
  const between = [Number.NEGATIVE_INFINITY, ...coarse].map(
    (from, i) => present.filter((x) => x >= from && !(x >= (coarse[i] ?? Number.POSITIVE_INFINITY))).length,
  );
  return missing ? [values.length - present.length, ...between] : between;
}
