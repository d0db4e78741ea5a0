import { assertEqualLength } from './equal-length.ts';

/** Neighbouring bins, [from, to), with one value: `positives / rows`. */
export interface Block {
  from: number;
  to: number;
  rows: number;
  positives: number;
}

/**
 * The non-decreasing step function over the bins that is closest, in weighted least squares, to the share of positives
 * in each: pool adjacent violators. `positives` of `rows` by bin, ascending. A bin without rows belongs to the block
 * before it, at the beginning to the first. Blocks have different values and cover all bins; there are none without
 * rows. Source: Barlow, Bartholomew, Bremner & Brunk (1972), Statistical inference under order restrictions.
 */
export function isotonicBlocks(rows: readonly number[], positives: readonly number[]): Block[] {
  assertEqualLength({ rows, positives });
  const blocks: Block[] = [];
  rows.forEach((count, bin) => {
    if (count === 0) return;
    let block: Block = { from: bin, to: bin, rows: count, positives: positives[bin]! };
    for (let previous = blocks.at(-1); previous && !below(previous, block); previous = blocks.at(-1)) {
      blocks.pop();
      block = {
        from: previous.from,
        to: bin,
        rows: previous.rows + block.rows,
        positives: previous.positives + block.positives,
      };
    }
    blocks.push(block);
  });
  return blocks.map((block, i) => ({
    ...block,
    from: i === 0 ? 0 : block.from,
    to: blocks[i + 1]?.from ?? rows.length,
  }));
}

/** The step function's value in each bin. */
export const isotonicValues = (blocks: readonly Block[]): number[] =>
  blocks.flatMap(({ from, to, rows, positives }) => new Array<number>(to - from).fill(positives / rows));

/** Products of whole numbers, so that equal shares are seen to be equal. */
const below = (a: Block, b: Block): boolean => a.positives * b.rows < b.positives * a.rows;
