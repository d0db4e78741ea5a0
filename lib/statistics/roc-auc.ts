import { assertEqualLength } from './equal-length.ts';

export interface RocAuc {
  value: number;
  /** The area over the scores themselves is at most this far away: pairs within a bin have no order here. */
  bound: number;
}

/**
 * Area under the ROC curve: the probability that a positive row has a higher score than a negative one, half where both
 * are in one bin. Rows, or expected rows, by bin of the score in ascending order; null when one class has none. Source:
 * Hanley & McNeil (1982), The meaning and use of the area under a ROC curve.
 */
export function rocAuc(positives: readonly number[], negatives: readonly number[]): RocAuc | null {
  assertEqualLength({ positives, negatives });
  let below = 0;
  let ordered = 0;
  let tied = 0;
  positives.forEach((positive, bin) => {
    const negative = negatives[bin]!;
    ordered += positive * below;
    tied += positive * negative;
    below += negative;
  });
  const pairs = positives.reduce((sum, positive) => sum + positive, 0) * below;
  return pairs === 0 ? null : { value: (ordered + tied / 2) / pairs, bound: tied / 2 / pairs };
}
