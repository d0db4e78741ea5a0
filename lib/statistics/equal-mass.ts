/**
 * Unites neighbouring bins to at most `groups` groups of about equal numbers of rows: a bin belongs to the group that its
 * middle row is in. Bins without rows go with the bin before them, at the beginning with the first. Returns the bins of
 * each group, [from, to), in order and without gaps; none without rows.
 */
export function equalMassGroups(rows: readonly number[], groups = 10): [from: number, to: number][] {
  const total = rows.reduce((sum, count) => sum + count, 0);
  const found: [number, number][] = [];
  let before = 0;
  let last = -1;
  rows.forEach((count, bin) => {
    if (count > 0) {
      const group = Math.floor((groups * (before + count / 2)) / total);
      if (group !== last) found.push([found.length === 0 ? 0 : bin, bin]);
      last = group;
      before += count;
    }
    if (found.length > 0) found.at(-1)![1] = bin + 1;
  });
  return found;
}
