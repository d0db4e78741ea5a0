import type { FeatureValues } from '../../lib/log/record.ts';
import type { Bins, FeatureBins } from '../../lib/profile/bins.ts';
import type { LabelSource } from '../../lib/profile/label-sql.ts';
import type { PairCounts, ProfileCounts } from '../../lib/profile/profile.ts';

export interface NaiveRow {
  features: FeatureValues;
  label: string;
  score: number;
  /** In the order of the classes. */
  probabilities: number[];
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

/** The group of a value, from the value itself. */
function naiveGroup(bins: FeatureBins, value: number | string | null): number {
  if (value === null) return 0;
  if (bins.kind === 'categorical') {
    if (![...bins.categories, ...bins.rare].includes(value)) return 1;
    const place = bins.categories.indexOf(value);
    return place >= 0 && place < 3 ? 2 + place : 5;
  }
  const x = value as number;
  if (bins.edges.length === 0 || x < bins.edges[0]! || x >= bins.edges.at(-1)!) return 1;
  return 2 + bins.quartile_edges.filter((edge) => edge <= x).length;
}

function naivePairs(bins: Bins, rows: readonly NaiveRow[]): PairCounts[] {
  const pairs: PairCounts[] = [];
  for (const [i, first] of bins.paired.entries()) {
    for (const second of bins.paired.slice(i + 1)) {
      const pair: PairCounts = {
        features: [first, second],
        rows: new Array<number>(36).fill(0),
        correct: new Array<number>(36).fill(0),
      };
      for (const { features, label, actual } of rows) {
        const groups = [first, second].map((name) =>
          naiveGroup(bins.features[name]!, features[name] ?? null),
        );
        const cell = groups[0]! * 6 + groups[1]!;
        pair.rows[cell]! += 1;
        if (label === actual) pair.correct[cell]! += 1;
      }
      pairs.push(pair);
    }
  }
  return pairs;
}

/** A profile made by going through the rows one by one. */
export function naiveProfile(bins: Bins, rows: readonly NaiveRow[], labelled?: LabelSource): ProfileCounts {
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
  const scoreCorrect = zeros(bins.score);
  let squaredError = 0n;
  let logLoss = 0n;
  const classes = Object.fromEntries(
    Object.entries(bins.classes ?? {}).map(([name, of]) => [name, { rows: zeros(of), actual: zeros(of) }]),
  );
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
    if (actual === row.label) scoreCorrect[scoreBin]! += 1;
    const is = (name: string) => (name === actual ? 1 : 0);
    const ofActual =
      labelled.positive === undefined
        ? row.probabilities[labelled.classes.indexOf(actual)]!
        : actual === labelled.positive
          ? row.score
          : 1 - row.score;
    const error =
      labelled.positive === undefined
        ? labelled.classes.reduce((sum, name, k) => sum + (row.probabilities[k]! - is(name)) ** 2, 0)
        : (row.score - is(labelled.positive)) ** 2;
    squaredError += BigInt(Math.round(error * 1e9));
    logLoss += BigInt(Math.round(-Math.log(Math.min(1 - 1e-15, Math.max(1e-15, ofActual))) * 1e9));
    for (const [name, of] of Object.entries(bins.classes ?? {})) {
      const bin = naiveBin(of, row.probabilities[labelled.classes.indexOf(name)]!);
      classes[name]!.rows[bin]! += 1;
      if (name === actual) classes[name]!.actual[bin]! += 1;
    }
  }
  return {
    rows: rows.length,
    predicted,
    features,
    score: { counts, sums: sums.map(String) },
    ...(labelled
      ? {
          labels: {
            confusion,
            correct,
            score: byActual,
            score_correct: scoreCorrect,
            squared_error: String(squaredError),
            log_loss: String(logLoss),
            ...(bins.classes ? { classes } : {}),
            pairs: naivePairs(bins, rows),
          },
        }
      : {}),
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
    const [missing, never, rare, ...categories] = counts;
    return [missing!, never! + rare!, ...categories];
  }
  const present = values.filter((value): value is number => typeof value === 'number');
  const coarse = bins.coarse_edges;
  const between = [Number.NEGATIVE_INFINITY, ...coarse].map(
    (from, i) => present.filter((x) => x >= from && !(x >= (coarse[i] ?? Number.POSITIVE_INFINITY))).length,
  );
  return missing ? [values.length - present.length, ...between] : between;
}
