import type { ModelDefinition } from '../model/definition.ts';
import type { NumericBins } from '../profile/bins.ts';
import type { LabelCounts } from '../profile/profile.ts';

/**
 * Labelled rows by bin of the score, ascending. An event is what the score is the probability of: the positive class, or
 * with more than two classes that the answer is right.
 */
export interface ScoredOutcomes {
  rows: number[];
  events: number[];
  /** The first bin whose rows are answered with the event; with more than two classes all are: 0. */
  eventFrom: number;
}

/** @throws RangeError when no bin of the score begins at the decision threshold */
export function scoredOutcomes(
  definition: Pick<ModelDefinition, 'task' | 'positive_class' | 'threshold'>,
  bins: NumericBins,
  labels: Pick<LabelCounts, 'score' | 'score_correct'>,
): ScoredOutcomes {
  const zeros = new Array<number>(labels.score_correct.length).fill(0);
  const rows = Object.values(labels.score).reduce(
    (sum, counts) => sum.map((n, bin) => n + counts[bin]!),
    zeros,
  );
  const eventFrom = firstEventBin(definition, bins);
  if (definition.task === 'multiclass') return { rows, events: labels.score_correct, eventFrom };
  const positive = String(definition.positive_class);
  return { rows, events: Object.hasOwn(labels.score, positive) ? labels.score[positive]! : zeros, eventFrom };
}

/** The place, in an array of counts, of the first bin that is answered with the event. @throws as above */
export function firstEventBin(
  { task, threshold }: Pick<ModelDefinition, 'task' | 'threshold'>,
  { edges }: NumericBins,
): number {
  if (task === 'multiclass') return 0;
  const edge = edges.indexOf(threshold!);
  if (edge < 0)
    throw new RangeError(`expected a bin that begins at the decision threshold ${threshold}, got none`);
  // Missing scores and those below the first edge come before the bins that an edge begins.
  return edge + 2;
}

/** Rows whose answer was right, by bin of the score. */
export const correctByBin = ({ rows, events, eventFrom }: ScoredOutcomes): number[] =>
  rows.map((count, bin) => (bin >= eventFrom ? events[bin]! : count - events[bin]!));
