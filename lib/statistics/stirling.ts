/**
 * ln k! − ln(√(2πk) (k/e)^k), what Stirling's formula leaves out, for whole k ≥ 1. Source: Loader (2000), Fast and
 * accurate computation of binomial probabilities, 2.
 */
export function stirlingError(k: number): number {
  if (k <= EXACT.length) return EXACT[k - 1]!;
  const square = k * k;
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square) / k;
}

/** Of 1 to 15; the series is right to the last digit from there. */
const EXACT = [
  0.08106146679532726, 0.04134069595540929, 0.02767792568499834, 0.02079067210376509, 0.01664469118982119,
  0.01387612882307075, 0.01189670994589177, 0.01041126526197209, 0.009255462182712733, 0.008330563433362871,
  0.00757367548795184, 0.00694284010720953, 0.006408994188004207, 0.005951370112758848, 0.005554733551962801,
];
