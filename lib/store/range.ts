/** First and last byte, inclusive as in HTTP. */
export type Range = [number, number];

/** @throws RangeError; HTTP servers ignore a range like that and send everything. */
export function checkRange([first, last]: Range): void {
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last) || first < 0 || last < first) {
    throw new RangeError(
      `store range: expected whole numbers with 0 <= first <= last, got [${first}, ${last}]`,
    );
  }
}
