/** @throws RangeError unless all these arrays, named for the message, count over the same bins. */
export function assertEqualLength(arrays: Readonly<Record<string, readonly unknown[]>>): void {
  const lengths = Object.entries(arrays).map(([name, { length }]) => `${length} ${name}`);
  if (new Set(Object.values(arrays).map(({ length }) => length)).size > 1) {
    throw new RangeError(`expected arrays over the same bins, got ${lengths.join(' and ')}`);
  }
}
