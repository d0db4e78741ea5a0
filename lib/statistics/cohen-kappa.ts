/**
 * Cohen's κ of two raters: their agreement beyond what chance would give with their own shares of each class. 1 is
 * perfect, 0 is chance, below 0 is less than chance. `counts[i][j]` items were rated i by the first and j by the second,
 * so the matrix is square. Null without items, and where both always say the same one class: chance agrees fully too.
 * Source: Cohen (1960), A coefficient of agreement for nominal scales. @throws RangeError when it is not square
 */
export function cohenKappa(counts: readonly (readonly number[])[]): number | null {
  const classes = counts.map((_, i) => i);
  if (counts.some((row) => row.length !== classes.length))
    throw new RangeError(
      `expected ${classes.length} counts in each row, got ${counts.map((row) => row.length).join(', ')}`,
    );
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const first = counts.map(sum);
  const second = classes.map((j) => sum(counts.map((row) => row[j]!)));
  const items = sum(first);
  // By n² both: integers, so that perfect agreement is exactly 1 and chance exactly 0.
  const agreed = items * sum(classes.map((i) => counts[i]![i]!));
  const byChance = sum(classes.map((i) => first[i]! * second[i]!));
  const possible = items * items - byChance;
  return possible === 0 ? null : (agreed - byChance) / possible;
}
