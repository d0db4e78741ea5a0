/** Rows of cells as lines, columns as wide as they need to be; the first `words` of them to the left, numbers to the right. */
export function textTable(rows: readonly (readonly string[])[], words: number): string[] {
  const widths = rows.reduce<number[]>(
    (all, row) => row.map((cell, i) => Math.max(all[i] ?? 0, [...cell].length)),
    [],
  );
  const padded = (cell: string, i: number): string => {
    const blank = ' '.repeat(widths[i]! - [...cell].length);
    return i < words ? cell + blank : blank + cell;
  };
  return rows.map((row) => row.map(padded).join('  ').trimEnd());
}
