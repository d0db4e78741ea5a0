const HOUR = 3600;
const DAY = 24 * HOUR;

/** Seconds from a prediction to its outcome: [0, 60), [60, 3600) … and from the last bound on, so one count more. */
export const DELAY_BOUNDS = [
  60,
  HOUR,
  6 * HOUR,
  DAY,
  3 * DAY,
  7 * DAY,
  14 * DAY,
  30 * DAY,
  90 * DAY,
  180 * DAY,
  365 * DAY,
];

/** The bound below which at least this share of the delays lies; Infinity when it is beyond the last; null without any. */
export function delayQuantile(counts: readonly number[], share: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  let seen = 0;
  for (const [i, count] of counts.entries()) {
    seen += count;
    if (seen >= share * total) return DELAY_BOUNDS[i] ?? Number.POSITIVE_INFINITY;
  }
  return Number.POSITIVE_INFINITY;
}
