import type { Random } from './random.ts';
import { stirlingError } from './stirling.ts';

/** From here on rejection is faster than adding up probabilities, and its hat is proven to cover them. */
const REJECTION_MEAN = 10;

/**
 * Number of successes in n independent trials of probability p, exactly distributed whatever n is. Takes constant time
 * for a mean of 10 and more. Sources: Hörmann (1993), The generation of binomial random variates, algorithm BTRS;
 * below, inversion as in Kachitvichyanukul & Schmeiser (1988), Binomial random variate generation, algorithm BINV.
 * @throws RangeError unless n is a whole number ≥ 0 and p from 0 to 1
 */
export function binomial(random: Random, n: number, p: number): number {
  if (!Number.isSafeInteger(n) || n < 0) throw new RangeError(`expected a number of trials, got ${n}`);
  if (!(p >= 0 && p <= 1)) throw new RangeError(`expected a probability, got ${p}`);
  if (p > 0.5) return n - draw(random, n, 1 - p);
  return draw(random, n, p);
}

const draw = (random: Random, n: number, p: number): number =>
  n * p < REJECTION_MEAN ? invert(random, n, p) : reject(random, n, p);

function invert(random: Random, n: number, p: number): number {
  if (p === 0) return 0;
  const odds = p / (1 - p);
  const none = Math.exp(n * Math.log1p(-p));
  for (;;) {
    let u = random();
    let probability = none;
    // Rounding may leave a crumb of u above the last probability: then again.
    for (let k = 0; probability > 0; k++) {
      if (u < probability) return k;
      u -= probability;
      probability *= (odds * (n - k)) / (k + 1);
    }
  }
}

function reject(random: Random, n: number, p: number): number {
  const q = 1 - p;
  const deviation = Math.sqrt(n * p * q);
  const b = 1.15 + 2.53 * deviation;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const centre = n * p + 0.5;
  const inner = 0.92 - 4.2 / b;
  for (;;) {
    const u = random() - 0.5;
    const v = random();
    const side = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / side + b) * u + centre);
    if (side >= 0.07 && v <= inner) return k;
    if (k < 0 || k > n) continue;
    const height = (v * (2.83 + 5.1 / b) * deviation) / (a / (side * side) + b);
    if (Math.log(height) <= logRatioToMode(k, n, p / q, Math.floor((n + 1) * p))) return k;
  }
}

/** ln of the probability of k over that of the mode. */
function logRatioToMode(k: number, n: number, odds: number, mode: number): number {
  return (
    (mode + 0.5) * Math.log((mode + 1) / (odds * (n - mode + 1))) +
    (n + 1) * Math.log((n - mode + 1) / (n - k + 1)) +
    (k + 0.5) * Math.log((odds * (n - k + 1)) / (k + 1)) +
    stirlingError(mode + 1) +
    stirlingError(n - mode + 1) -
    stirlingError(k + 1) -
    stirlingError(n - k + 1)
  );
}
