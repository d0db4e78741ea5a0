import { assertEqualLength } from '../statistics/equal-length.ts';
import { scoreStrata } from './score-strata.ts';

/** Accuracy of all predictions, though only some have an outcome. Outcomes missing because of what they are stay unseen. */
export interface AdjustedAccuracy {
  /** Were outcomes missing by chance within a range of the score; null where one side of the threshold has none. */
  post_stratified: number | null;
  /** Were every prediction without an outcome wrong, and were every one right; null without predictions. */
  worst: number | null;
  best: number | null;
}

/**
 * Σ share · accuracy over ranges of the score, the share of all predictions and the accuracy of the labelled ones. A range
 * without outcomes goes with its neighbour on the same side of the threshold. Arrays by bin of the score; the others count
 * rows among `predictions`. Source: Holt & Smith (1979), Post stratification.
 */
export function adjustedAccuracy(
  predictions: readonly number[],
  labelled: readonly number[],
  correct: readonly number[],
  eventFrom: number,
): AdjustedAccuracy {
  assertEqualLength({ predictions, labelled, correct });
  const all = sum(predictions);
  if (all === 0) return { post_stratified: null, worst: null, best: null };
  const right = sum(correct);
  const open = all - sum(labelled);
  const strata = scoreStrata(predictions, eventFrom).map(([from, to]) => ({
    answered: from >= eventFrom,
    predictions: sum(predictions.slice(from, to)),
    labelled: sum(labelled.slice(from, to)),
    correct: sum(correct.slice(from, to)),
  }));
  const sides = [true, false].map((answered) =>
    united(strata.filter((stratum) => stratum.answered === answered)),
  );
  const known = sides.flat().every((stratum) => stratum.labelled > 0);
  return {
    post_stratified: known
      ? sides.flat().reduce((total, of) => total + (of.predictions / all) * (of.correct / of.labelled), 0)
      : null,
    worst: right / all,
    best: (right + open) / all,
  };
}

interface Stratum {
  predictions: number;
  labelled: number;
  correct: number;
}

/** Each with outcomes, if any has: one without goes with the one before, at the beginning with the one after. */
function united(strata: readonly Stratum[]): Stratum[] {
  const found: Stratum[] = [];
  for (const { predictions, labelled, correct } of strata) {
    const last = found.at(-1);
    if (last && (labelled === 0 || last.labelled === 0)) {
      last.predictions += predictions;
      last.labelled += labelled;
      last.correct += correct;
    } else {
      found.push({ predictions, labelled, correct });
    }
  }
  return found;
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
