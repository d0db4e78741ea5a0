/**
 * P(D < d) of the two-sided Kolmogorov–Smirnov statistic of n values and a known distribution, for more than 140 of
 * them: the limit distribution and three corrections, in powers of 1/√n. Source: Pelz & Good (1976), Approximating the
 * lower tail-areas of the Kolmogorov–Smirnov one-sample statistic, as in Simard & L'Ecuyer (2011), 3.
 */
export function pelzGoodCdf(d: number, n: number): number {
  const z = Math.sqrt(n) * d;
  const z2 = z * z;
  const z4 = z2 * z2;
  const z6 = z4 * z2;
  let [k0, k1, k2, k3] = [0, 0, 0, 0];
  // Terms beyond are below the last digit, and the fewer the smaller z is.
  for (let k = Math.ceil((16 * z) / Math.PI); k > 0; k--) {
    const odd = (((2 * k - 1) * Math.PI) / 2) ** 2;
    const weight = Math.exp(-odd / (2 * z2));
    k0 += weight;
    k1 += weight * (odd - z2);
    k2 += weight * (6 * z6 + 2 * z4 + (2 * z4 - 5 * z2) * odd + (1 - 2 * z2) * odd ** 2);
    k3 +=
      weight *
      (-30 * z6 -
        90 * z4 * z4 +
        (135 * z4 - 96 * z6) * odd +
        (212 * z4 - 60 * z2) * odd ** 2 +
        (5 - 30 * z2) * odd ** 3);
    const even = (k * Math.PI) ** 2;
    const evenWeight = Math.exp(-even / (2 * z2));
    k2 -= evenWeight * 2 * z4 * even;
    k3 += evenWeight * 30 * z4 * even * (3 * z2 - even);
  }
  const sum =
    k0 / z + k1 / (6 * z4 * Math.sqrt(n)) + k2 / (72 * z4 * z2 * z * n) + k3 / (6480 * z4 * z6 * n ** 1.5);
  return sum * Math.sqrt(2 * Math.PI);
}
