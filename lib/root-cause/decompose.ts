import { assertEqualLength } from '../statistics/equal-length.ts';

/** Labelled rows and those of them that were answered correctly, by bin. */
export interface AnsweredRows {
  rows: readonly number[];
  correct: readonly number[];
}

/** What one bin adds to the change of accuracy. */
export interface BinEffect {
  /** Because more or fewer rows than in the reference are in it, which was better or worse than the rest. */
  mix: number;
  /** Because its rows are answered better or worse than in the reference. */
  within: number;
}

export interface Decomposition {
  bins: BinEffect[];
  mix: number;
  within: number;
  /** Current − reference accuracy: mix + within. */
  accuracy_change: number;
}

/**
 * With a bin's share p in the reference and q now: mix = (q−p)(acc_ref − A_ref) and within = q(acc_cur − acc_ref), A_ref
 * the accuracy of the whole reference; a bin that the reference does not have takes acc_ref = A_ref. The sums over the bins are
 * the change of accuracy. Null when one side has no rows. Sources: Kitagawa (1955), Components of a difference between
 * two rates; A_ref is subtracted so that one effect is not told as two opposite ones.
 */
export function decompose(reference: AnsweredRows, current: AnsweredRows): Decomposition | null {
  assertEqualLength({ 'rows of the reference': reference.rows, 'current rows': current.rows });
  assertEqualLength({ rows: reference.rows, correct: reference.correct });
  assertEqualLength({ rows: current.rows, correct: current.correct });
  const referenceRows = sum(reference.rows);
  const currentRows = sum(current.rows);
  if (referenceRows === 0 || currentRows === 0) return null;
  const overall = sum(reference.correct) / referenceRows;
  const bins = reference.rows.map((rows, bin): BinEffect => {
    const now = current.rows[bin]!;
    const p = rows / referenceRows;
    const q = now / currentRows;
    const before = rows === 0 ? overall : reference.correct[bin]! / rows;
    return {
      mix: (q - p) * (before - overall),
      within: now === 0 ? 0 : q * (current.correct[bin]! / now - before),
    };
  });
  return {
    bins,
    mix: sum(bins.map(({ mix }) => mix)),
    within: sum(bins.map(({ within }) => within)),
    accuracy_change: sum(current.correct) / currentRows - overall,
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
