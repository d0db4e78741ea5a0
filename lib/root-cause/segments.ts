import type { Bins } from '../profile/bins.ts';
import { GROUPS, groupName } from '../profile/groups.ts';
import type { PairCounts } from '../profile/profile.ts';
import { accuracy } from '../statistics/accuracy.ts';
import { benjaminiHochberg } from '../statistics/benjamini-hochberg.ts';
import { fisherExact } from '../statistics/fisher-exact.ts';
import { decompose } from './decompose.ts';
import { pairCells } from './pair-cells.ts';

const SIGNIFICANCE_LEVEL = 0.05;

/** Rows whose two features are in certain groups. */
export interface Segment {
  /** For example `{ age: '18 to below 30', purpose: '2' }`. */
  where: Record<string, string>;
  reference: SegmentRows;
  current: SegmentRows;
  /** What it adds to the change of accuracy: see `decompose`. */
  mix: number;
  within: number;
  /** Fisher's, two-sided: of its rows as many are answered correctly as in the reference. */
  p_value: number;
  /** Benjamini–Hochberg over the segments of all pairs. */
  p_value_adjusted: number;
  /** The adjusted p-value is below 0.05. */
  cause: boolean;
}

export interface SegmentRows {
  rows: number;
  /** Null without rows. */
  accuracy: number | null;
}

/**
 * Segments of all pairs with enough rows, the most certain change first: it is nearest to the cause, while others contain
 * some of its rows. A segment that the reference does not have is held against the whole reference. Among hundreds of
 * segments without any change some look changed; only a `cause` is one. Pairs that one side does not have are left out.
 */
export function segments(
  bins: Bins,
  reference: readonly PairCounts[],
  current: readonly PairCounts[],
): Segment[] {
  const tested = reference.flatMap((before) => {
    const now = current.find(({ features }) => features.join('\n') === before.features.join('\n'));
    return now ? pairSegments(bins, before, now) : [];
  });
  const adjusted = benjaminiHochberg(tested.map(({ p_value }) => p_value));
  return tested
    .map((segment, i) => ({
      ...segment,
      p_value_adjusted: adjusted[i]!,
      cause: adjusted[i]! < SIGNIFICANCE_LEVEL,
    }))
    .sort((a, b) => a.p_value - b.p_value || a.within - b.within);
}

function pairSegments(bins: Bins, before: PairCounts, now: PairCounts) {
  const { cells, reference, current } = pairCells(before, now);
  const effects = decompose(reference, current)?.bins ?? [];
  const whole = { successes: sum(reference.correct), rows: sum(reference.rows) };
  return cells.map((cell, i) => {
    const old = { successes: reference.correct[i]!, rows: reference.rows[i]! };
    const fresh = { successes: current.correct[i]!, rows: current.rows[i]! };
    const groups = [Math.floor(cell / GROUPS), cell % GROUPS];
    return {
      where: Object.fromEntries(
        before.features.map((feature, of) => [feature, groupName(bins.features[feature]!, groups[of]!)]),
      ),
      reference: { rows: old.rows, accuracy: accuracy(old.successes, old.rows) },
      current: { rows: fresh.rows, accuracy: accuracy(fresh.successes, fresh.rows) },
      ...effects[i]!,
      p_value: fisherExact(old.rows === 0 ? whole : old, fresh),
    };
  });
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
