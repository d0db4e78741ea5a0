/**
 * The smallest of the values that at least the share q of them do not exceed: the inverse of their distribution
 * function. @throws RangeError without values.
 */
export function quantile(values: readonly number[], q: number): number {
  if (values.length === 0) throw new RangeError('expected values for a quantile, got none');
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)]!;
}
