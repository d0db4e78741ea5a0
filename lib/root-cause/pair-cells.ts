import type { PairCounts } from '../profile/profile.ts';
import { assertEqualLength } from '../statistics/equal-length.ts';
import type { AnsweredRows } from './decompose.ts';

const MINIMUM_ROWS = 50;

/** Cells of a pair of features that have enough rows to say something, the others together last. */
export interface PairCells {
  /** Places in the arrays of `PairCounts`. */
  cells: number[];
  /** Over `cells`, then the rest. */
  reference: AnsweredRows;
  current: AnsweredRows;
}

/**
 * A cell stands for itself with at least 50 rows on both sides; also with none in the reference, if as many would have to be
 * expected there at its present share: then it is new, and not just rare.
 */
export function pairCells(reference: PairCounts, current: PairCounts): PairCells {
  assertEqualLength({ 'cells of the reference': reference.rows, 'current cells': current.rows });
  const scale = sum(reference.rows) / sum(current.rows);
  const cells: number[] = [];
  current.rows.forEach((now, cell) => {
    const before = reference.rows[cell]!;
    const expected = before === 0 ? now * scale : before;
    if (now >= MINIMUM_ROWS && expected >= MINIMUM_ROWS) cells.push(cell);
  });
  const kept = new Set(cells);
  const pooled = (counts: readonly number[]) => [
    ...cells.map((cell) => counts[cell]!),
    sum(counts.filter((_, cell) => !kept.has(cell))),
  ];
  const side = ({ rows, correct }: PairCounts): AnsweredRows => ({
    rows: pooled(rows),
    correct: pooled(correct),
  });
  return { cells, reference: side(reference), current: side(current) };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
