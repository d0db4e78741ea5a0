/** Share of each class; a class without rows has 0, and without any rows there are no shares. */
export function classBalance(
  classes: readonly string[],
  counts: Readonly<Record<string, number>>,
): Record<string, number> | null {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  return Object.fromEntries(classes.map((label) => [label, (counts[label] ?? 0) / total]));
}
