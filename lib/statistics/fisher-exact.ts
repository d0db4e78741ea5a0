import type { Proportion } from './two-proportion.ts';

/** As R's fisher.test: outcomes that are as likely as the one seen must not be lost to rounding. */
const TIE = 1 + 1e-7;

/**
 * Two-sided p-value that two samples have the same proportion, given how many successes they have together: the
 * probability of all divisions of these that are at most as likely as the one seen. Exact also where few successes or
 * failures are expected and the normal approximation rejects too often. Source: Fisher (1935), The logic of inductive
 * inference.
 */
export function fisherExact(reference: Proportion, current: Proportion): number {
  const together = reference.successes + current.successes;
  const rows = reference.rows + current.rows;
  const lowest = Math.max(0, together - reference.rows);
  const highest = Math.min(together, current.rows);
  // Of x of the successes on the current side, over that of x − 1: the hypergeometric distribution.
  const ratio = (x: number): number =>
    ((current.rows - x + 1) / x) * ((together - x + 1) / (reference.rows - together + x));
  const mode = Math.min(
    highest,
    Math.max(lowest, Math.floor(((current.rows + 1) * (together + 1)) / (rows + 2))),
  );
  // Relative to the mode, so that no factorial is needed; far tails become 0.
  const weights = new Map([[mode, 1]]);
  for (let x = mode + 1, weight = 1; x <= highest && weight > 0; x++) weights.set(x, (weight *= ratio(x)));
  for (let x = mode, weight = 1; x > lowest && weight > 0; x--) weights.set(x - 1, (weight /= ratio(x)));
  const seen = (weights.get(current.successes) ?? 0) * TIE;
  let total = 0;
  let unlikely = 0;
  for (const weight of weights.values()) {
    total += weight;
    if (weight <= seen) unlikely += weight;
  }
  return unlikely / total;
}
