/**
 * Adjusted p-values, in the order given: calling those below α discoveries keeps the expected share of false ones among
 * them at α or less. Of independent or positively dependent tests. Source: Benjamini & Hochberg (1995), Controlling the
 * false discovery rate.
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const adjusted = new Array<number>(pValues.length);
  const descending = pValues.map((_, i) => i).sort((a, b) => pValues[b]! - pValues[a]!);
  let smallest = 1;
  for (const [above, i] of descending.entries()) {
    const rank = pValues.length - above;
    smallest = Math.min(smallest, (pValues[i]! * pValues.length) / rank);
    adjusted[i] = smallest;
  }
  return adjusted;
}
