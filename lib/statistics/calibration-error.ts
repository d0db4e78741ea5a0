import { assertEqualLength } from './equal-length.ts';
import { equalMassGroups } from './equal-mass.ts';

/** Neighbouring bins of the score, [from, to). */
export interface CalibrationGroup {
  from: number;
  to: number;
  rows: number;
  /** Sum of the probabilities that were given. */
  expected: number;
  /** How often it happened. */
  observed: number;
}

/** About ten groups of equal numbers of rows; arrays by bin of the score, ascending. */
export function calibrationGroups(
  rows: readonly number[],
  expected: readonly number[],
  observed: readonly number[],
): CalibrationGroup[] {
  assertEqualLength({ rows, expected, observed });
  return equalMassGroups(rows).map(([from, to]) => ({
    from,
    to,
    rows: sum(rows, from, to),
    expected: sum(expected, from, to),
    observed: sum(observed, from, to),
  }));
}

/**
 * Expected calibration error: Σ |observed − expected| over the groups, as a share of all rows; null without rows.
 * Source: Naeini, Cooper & Hauskrecht (2015), Obtaining well calibrated probabilities using Bayesian binning; groups of
 * equal mass as in Nguyen & O'Connor (2015).
 */
export function calibrationError(groups: readonly CalibrationGroup[]): number | null {
  const rows = groups.reduce((total, group) => total + group.rows, 0);
  if (rows === 0) return null;
  return groups.reduce((total, { observed, expected }) => total + Math.abs(observed - expected), 0) / rows;
}

function sum(values: readonly number[], from: number, to: number): number {
  let total = 0;
  for (let i = from; i < to; i++) total += values[i]!;
  return total;
}
