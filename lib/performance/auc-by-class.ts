import type { ModelDefinition } from '../model/definition.ts';
import type { LabelCounts } from '../profile/profile.ts';
import { macroAverage } from '../statistics/macro-average.ts';
import { type RocAuc, rocAuc } from '../statistics/roc-auc.ts';
import type { ScoredOutcomes } from './scored-outcomes.ts';

/** Of the positive class by the score; with more than two classes, of each against the rest by its probability. */
export function aucByClass(
  { task, positive_class }: Pick<ModelDefinition, 'task' | 'positive_class'>,
  { rows, events }: ScoredOutcomes,
  { classes }: Pick<LabelCounts, 'classes'>,
): Record<string, RocAuc | null> {
  const against = (actual: readonly number[], all: readonly number[]) =>
    rocAuc(
      actual,
      all.map((count, bin) => count - actual[bin]!),
    );
  if (task === 'binary') return { [String(positive_class)]: against(events, rows) };
  return Object.fromEntries(
    Object.entries(classes ?? {}).map(([label, of]) => [label, against(of.actual, of.rows)]),
  );
}

/** Over the classes that have one; its bound is the mean of theirs. */
export function meanAuc(areas: readonly (RocAuc | null)[]): RocAuc | null {
  const value = macroAverage(areas.map((area) => area?.value ?? null));
  const bound = macroAverage(areas.map((area) => area?.bound ?? null));
  return value === null || bound === null ? null : { value, bound };
}
