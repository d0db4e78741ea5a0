import { scoreStrata } from './score-strata.ts';

/** How many of the predictions have an outcome. */
export interface CoverageShare {
  predictions: number;
  labelled: number;
  /** Null without predictions. */
  coverage: number | null;
}

export interface Coverage extends CoverageShare {
  by_class: Record<string, CoverageShare>;
  /** By range of the score, bins [from, to), on one side of the decision threshold. */
  by_score: (CoverageShare & { from: number; to: number })[];
  /** What too few outcomes of one answer leave open. */
  not_identifiable: ('recall' | 'false_negatives' | 'auc')[];
}

/** Below this coverage of an answer nobody knows how often it was wrong. */
const IDENTIFIABLE = 0.05;

/** Predictions and those of them that have an outcome, by answered class and by bin of the score. */
export interface CoverageCounts {
  predictions: { byClass: Readonly<Record<string, number>>; byScore: readonly number[] };
  labelled: { byClass: Readonly<Record<string, number>>; byScore: readonly number[] };
  /** As in `ScoredOutcomes`. */
  eventFrom: number;
}

export function coverage({ predictions, labelled, eventFrom }: CoverageCounts): Coverage {
  const byClass = Object.fromEntries(
    Object.entries(predictions.byClass).map(([label, count]) => [
      label,
      share(count, Object.hasOwn(labelled.byClass, label) ? labelled.byClass[label]! : 0),
    ]),
  );
  const open = Object.values(byClass).some((of) => of.coverage !== null && of.coverage < IDENTIFIABLE);
  return {
    ...share(sum(predictions.byScore), sum(labelled.byScore)),
    by_class: byClass,
    by_score: scoreStrata(predictions.byScore, eventFrom).map(([from, to]) => ({
      from,
      to,
      ...share(sum(predictions.byScore.slice(from, to)), sum(labelled.byScore.slice(from, to))),
    })),
    not_identifiable: open ? ['recall', 'false_negatives', 'auc'] : [],
  };
}

const share = (predictions: number, labelled: number): CoverageShare => ({
  predictions,
  labelled,
  coverage: predictions === 0 ? null : labelled / predictions,
});

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
