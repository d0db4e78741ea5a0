import { comparedCounts } from '../../lib/drift/compared.ts';
import { checkDataQuality } from '../../lib/drift/data-quality.ts';
import { type Compared, type Comparison, compare, conclude } from '../../lib/drift/judge.ts';
import type { QualityCheck } from '../../lib/drift/quality-check.ts';
import type { Bins, FeatureBins, NumericBins } from '../../lib/profile/bins.ts';
import type { ProfileCounts } from '../../lib/profile/profile.ts';
import type { Reference } from '../../lib/profile/reference.ts';
import { kolmogorovSmirnov } from '../../lib/statistics/kolmogorov-smirnov.ts';
import { binsOf, countsOf, type Sample } from './draw.ts';
import type { Population } from './population.ts';

/** The verdict, and the fixed rules that people use instead of one. */
export const RULES = ['verdict', 'PSI > 0.1', 'KL > 0.1', 'KS p < 0.05'] as const;
export type Rule = (typeof RULES)[number];
export type Alarms = Record<Rule, boolean>;

/** One reference and one day of a model, and what each rule says of everything compared. */
export class ModelDay {
  readonly comparisons: readonly Comparison[];
  readonly #population: Population;
  readonly #day: Sample;
  readonly #seed: string;
  readonly #bins: Bins;
  readonly #reference: ProfileCounts;
  readonly #window: ProfileCounts;
  readonly #compared: readonly Compared[];

  constructor(population: Population, reference: Sample, day: Sample, seed: string) {
    const edges = population.threshold === undefined ? [] : [population.threshold];
    this.#population = population;
    this.#day = day;
    this.#seed = seed;
    this.#bins = {
      features: Object.fromEntries(population.features.map((of) => [of.name, binsOf(of, reference)])),
      score: binsOf(population.score, reference, edges) as NumericBins,
      paired: [],
    };
    this.#reference = profile(population, this.#bins, reference);
    this.#window = profile(population, this.#bins, day);
    this.#compared = this.#compare(this.#window);
    this.comparisons = this.#compared.map((item) => compare(item, seed));
  }

  /** By item, in the order of the comparisons. */
  alarms(): Alarms[] {
    return conclude(this.comparisons).map(({ drifted }, i) =>
      this.#alarms(this.comparisons[i]!, drifted, this.#window),
    );
  }

  /** What the rules say of a feature when it, and nothing else, has moved. */
  alarmsWhenMoved(feature: string, shift: number): Alarms {
    const column = this.#population.features.find(({ name }) => name === feature)!;
    const counts = countsOf(column, this.#bins.features[feature]!, this.#day, shift);
    const window = { ...this.#window, features: { ...this.#window.features, [feature]: counts } };
    const at = this.comparisons.findIndex(({ kind, name }) => kind === 'feature' && name === feature);
    const moved = compare(this.#compare(window)[at]!, this.#seed);
    const judged = conclude(this.comparisons.with(at, moved));
    return this.#alarms(moved, judged[at]!.drifted, window);
  }

  /** That there is more than one bin in which rows of the reference or the day are. */
  canDiffer(item: number): boolean {
    const { reference, current } = this.#compared[item]!;
    return reference.filter((count, i) => count + current[i]! > 0).length > 1;
  }

  quality(): QualityCheck[] {
    return checkDataQuality(this.#frozen(), this.#window, [], new Set());
  }

  #compare(window: ProfileCounts): Compared[] {
    return comparedCounts(this.#population.classes, this.#frozen(), window);
  }

  /** Labels have no part in drift. */
  #frozen(): Pick<Reference, 'bins' | 'profile'> {
    return { bins: this.#bins, profile: this.#reference as Reference['profile'] };
  }

  #alarms({ kind, name, psi, kl }: Comparison, drifted: boolean, window: ProfileCounts): Alarms {
    const of = (counts: ProfileCounts) => (kind === 'score' ? counts.score.counts : counts.features[name]!);
    const isNumeric = kind === 'score' || this.#bins.features[name]?.kind === 'numeric';
    return {
      verdict: drifted,
      'PSI > 0.1': psi > 0.1,
      'KL > 0.1': kl > 0.1,
      'KS p < 0.05': isNumeric && ksPValue(of(this.#reference), of(window)) < 0.05,
    };
  }
}

/** Over the fine bins, without the missing values. */
function ksPValue(reference: readonly number[], current: readonly number[]): number {
  const points = reference.slice(1).map(() => true);
  return kolmogorovSmirnov(reference.slice(1), current.slice(1), points)?.pValue ?? 1;
}

function profile(
  { features, score, classes, labels }: Population,
  bins: Bins,
  sample: Sample,
): ProfileCounts {
  const predicted = classes.map(() => 0);
  for (const row of sample) predicted[labels[row]!]! += 1;
  const counts = (of: FeatureBins, column: Population['score']) => countsOf(column, of, sample);
  return {
    rows: sample.length,
    predicted: Object.fromEntries(classes.map((label, i) => [label, predicted[i]!])),
    features: Object.fromEntries(features.map((of) => [of.name, counts(bins.features[of.name]!, of)])),
    score: { counts: counts(bins.score, score), sums: [] },
  };
}
