import { equalMassGroups } from '../statistics/equal-mass.ts';
import type { Block } from '../statistics/isotonic.ts';
import { blockVariance, smoothedShare } from './estimate-accuracy.ts';

/** Neighbouring bins of the score, [from, to), with the events that were expected and that happened. */
export interface GapGroup {
  from: number;
  to: number;
  rows: number;
  expected: number;
  observed: number;
  /** Of observed − expected: of the outcomes, and of the blocks' values, which were learnt from so many rows. */
  variance: number;
}

/** Below this many expected rows of either outcome the statistic is not chi-square (Cochran 1954). */
const EXPECTED = 5;

/** About ten groups of equal numbers of rows, united with the next where too few of either outcome are expected. */
export function gapGroups(
  blocks: readonly Block[],
  rows: readonly number[],
  events: readonly number[],
): GapGroup[] {
  const groups: GapGroup[] = [];
  let open: [number, number] | undefined;
  for (const [from, to] of equalMassGroups(rows)) {
    open = [open?.[0] ?? from, to];
    const group = gapGroup(blocks, rows, events, ...open);
    if (Math.min(group.expected, group.rows - group.expected) < EXPECTED) continue;
    groups.push(group);
    open = undefined;
  }
  if (!open) return groups;
  const last = groups.pop();
  return [...groups, gapGroup(blocks, rows, events, last?.from ?? open[0], open[1])];
}

function gapGroup(
  blocks: readonly Block[],
  rows: readonly number[],
  events: readonly number[],
  from: number,
  to: number,
): GapGroup {
  const group: GapGroup = { from, to, rows: 0, expected: 0, observed: 0, variance: 0 };
  for (const block of blocks) {
    let inBlock = 0;
    for (let bin = Math.max(from, block.from); bin < Math.min(to, block.to); bin++) {
      inBlock += rows[bin]!;
      group.observed += events[bin]!;
    }
    const share = smoothedShare(block);
    group.rows += inBlock;
    group.expected += (inBlock * block.positives) / block.rows;
    group.variance += inBlock * share * (1 - share) + inBlock ** 2 * blockVariance(block);
  }
  return group;
}
