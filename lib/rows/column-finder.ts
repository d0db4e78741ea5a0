/**
 * Finds a column by its name: as written, else the only one that differs from it in case and spaces around it alone
 * (PostgreSQL folds names to lower case, people leave spaces after commas).
 */
export function columnFinder(columns: readonly string[]): (name: string) => string | undefined {
  const exact = new Set(columns);
  const folded = new Map<string, string[]>();
  for (const column of columns) folded.set(fold(column), [...(folded.get(fold(column)) ?? []), column]);
  return (name) => {
    if (exact.has(name)) return name;
    const candidates = folded.get(fold(name)) ?? [];
    return candidates.length === 1 ? candidates[0] : undefined;
  };
}

const fold = (name: string): string => name.trim().toLowerCase();
