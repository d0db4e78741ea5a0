/**
 * P(D ≥ d) of the two-sample Kolmogorov–Smirnov statistic of n and m values without ties: the share of all orders of
 * the values, paths over an n × m lattice, that leave the strip |i/n − j/m| < d. Takes some 2·d·n·m steps. Source:
 * Hodges (1958), The significance probability of the Smirnov two-sample test, 2; the recursion is of shares, so that
 * nothing overflows and small ones keep their digits.
 */
export function exactKolmogorovSmirnov(d: number, n: number, m: number): number {
  const [longer, shorter] = n >= m ? [n, m] : [m, n];
  // D is a whole number of these steps; rounding must not decide on which side of the strip a point is.
  const steps = Math.round(d * longer * shorter);
  if (steps === 0) return 1;
  // outside[j]: share of the paths to (i, j) that have left the strip. What is not in it has left it.
  const outside = new Float64Array(shorter + 1);
  for (let j = 0; j <= shorter; j++) outside[j] = j * longer >= steps ? 1 : 0;
  let from = 0;
  for (let i = 1; i <= longer; i++) {
    while (from <= shorter && from * longer <= i * shorter - steps) outside[from++] = 1;
    for (let j = from; j <= shorter && j * longer < i * shorter + steps; j++) {
      const last = j === 0 ? 0 : (outside[j - 1]! * j) / (i + j);
      outside[j] = last + (outside[j]! * i) / (i + j);
    }
  }
  return outside[shorter]!;
}
