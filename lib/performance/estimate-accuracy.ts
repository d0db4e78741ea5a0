import { assertEqualLength } from '../statistics/equal-length.ts';
import { type Block, isotonicValues } from '../statistics/isotonic.ts';

/** Answers by bin of the score, ascending, outcomes unknown. */
export interface ScoredRows {
  rows: readonly number[];
  /** As in `ScoredOutcomes`. */
  eventFrom: number;
}

/** A value and its standard error; null where undefined. */
export interface Estimate {
  value: number | null;
  standard_error: number | null;
}

/**
 * Accuracy to be expected of these rows, were a score worth what it was in the reference (confidence-based performance
 * estimation). The variance has two parts: Σ n·c(1−c)/n² of the outcomes, and Σ w²·c̃(1−c̃)/N of the blocks' values, w
 * the share of rows in the block that are answered with the event minus the share of those that are not, N the
 * reference's rows in it, c̃ with half a count added on both sides. Without the second part three standard errors cover
 * next to nothing at a million rows.
 */
export function estimateAccuracy(blocks: readonly Block[], { rows, eventFrom }: ScoredRows): Estimate {
  const probability = isotonicValues(blocks);
  assertEqualLength({ rows, calibrated: probability });
  const total = rows.reduce((sum, count) => sum + count, 0);
  if (total === 0) return { value: null, standard_error: null };
  let correct = 0;
  let outcomes = 0;
  rows.forEach((count, bin) => {
    const c = probability[bin]!;
    correct += count * (bin >= eventFrom ? c : 1 - c);
    outcomes += count * c * (1 - c);
  });
  const map = blocks.reduce((sum, block) => {
    let signed = 0;
    for (let bin = block.from; bin < block.to; bin++) signed += bin >= eventFrom ? rows[bin]! : -rows[bin]!;
    return sum + signed ** 2 * blockVariance(block);
  }, 0);
  return { value: correct / total, standard_error: Math.sqrt(outcomes + map) / total };
}

/** The share of events in a block with half a count added on both sides, so that it is never sure. */
export const smoothedShare = ({ rows, positives }: Block): number => (positives + 0.5) / (rows + 1);

/** Variance of a block's value: it was learnt from so many rows. */
export function blockVariance(block: Block): number {
  const share = smoothedShare(block);
  return (share * (1 - share)) / block.rows;
}
