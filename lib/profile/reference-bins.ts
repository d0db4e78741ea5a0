import type { Feature, ModelDefinition } from '../model/definition.ts';
import { storedFeatures } from '../model/text-features.ts';
import type { Bins, FeatureBins } from './bins.ts';
import { categoricalBins } from './categorical-bins.ts';
import { profiledAs } from './columns.ts';
import { numericBins } from './numeric-bins.ts';
import type { ReferenceRow } from './reference-row.ts';

/** Pairs grow with the square of it; eight features have 28. */
const PAIRED_FEATURES = 8;

/** The bins that these rows freeze. */
export function binsOfRows(definition: ModelDefinition, rows: readonly ReferenceRow[]): Bins {
  const { threshold, classes, task } = definition;
  const features = storedFeatures(definition).flatMap((feature) => {
    const of = featureBins(feature, rows);
    return of ? [[feature.name, of] as const] : [];
  });
  const scores = rows.map(({ score }) => score);
  const classScores = () =>
    classes.map(
      (of, i) => [String(of), numericBins(rows.map(({ probabilities }) => probabilities[i]!))] as const,
    );
  return {
    features: Object.fromEntries(features),
    score: numericBins(scores, threshold === undefined ? [] : [threshold]),
    ...(task === 'multiclass' ? { classes: Object.fromEntries(classScores()) } : {}),
    paired: mostImportant(
      definition,
      features.map(([name]) => name),
    ),
  };
}

export const numbersOf = (name: string, rows: readonly ReferenceRow[]): number[] =>
  rows.map(({ features }) => features[name]).filter((value) => typeof value === 'number');

function featureBins(feature: Feature, rows: readonly ReferenceRow[]): FeatureBins | undefined {
  const as = profiledAs(feature);
  if (typeof as === 'object') return undefined;
  if (as === 'numeric') return numericBins(numbersOf(feature.name, rows));
  const values = rows.map(({ features }) => features[feature.name] ?? null);
  return categoricalBins(values.filter((value) => value !== null));
}

/** Numbers of a text have no importance of their own and come last, in their order. */
function mostImportant({ feature_importance }: ModelDefinition, names: readonly string[]): string[] {
  const importance = (name: string) =>
    Object.hasOwn(feature_importance, name) ? feature_importance[name]! : 0;
  return [...names].sort((a, b) => importance(b) - importance(a)).slice(0, PAIRED_FEATURES);
}
