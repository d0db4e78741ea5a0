/**
 * Shares of the bins with half a count added to each (the Jeffreys prior of a multinomial), so that an empty bin has a
 * share above zero and every logarithm of a ratio is finite. Without any rows all bins are equal.
 */
export function smoothedShares(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0) + counts.length / 2;
  return counts.map((count) => (count + 0.5) / total);
}

/** @throws RangeError unless both samples were counted over the same bins. */
export function assertSameBins(reference: readonly number[], current: readonly number[]): void {
  if (reference.length !== current.length) {
    throw new RangeError(
      `expected counts over the same bins, got ${reference.length} of the reference and ${current.length}`,
    );
  }
}
