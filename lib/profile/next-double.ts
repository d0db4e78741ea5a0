/** The smallest double above `x`, for finite x; Infinity after the largest. */
export function nextDouble(x: number): number {
  if (x === 0) return Number.MIN_VALUE; // −0 too
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  view.setBigInt64(0, view.getBigInt64(0) + (x > 0 ? 1n : -1n));
  return view.getFloat64(0);
}
