import type { Counts } from './audit-counts.ts';

/** Between what and what the count of a day is, by what Prometheus saw; both included. */
export type Bounds = readonly [lower: number, upper: number];

/** What Prometheus saw of the series of one metric. */
export interface Seen {
  /** Increases from a scrape after the start of the day to a scrape before its end. */
  inner: Counts;
  /** Increases from a scrape before the start of the day to a scrape after its end. */
  outer: Counts;
  /** What was published late of what had been counted before the start of the day, and before its end. */
  late: { start: Counts; end: Counts };
}

/**
 * What was counted before a moment, was not shown a scrape later, and was shown in the end: a slot whose last push failed
 * is published by its next owner, or by the keeper.
 */
export function published(counted: Counts, shown: Counts, inTheEnd: Counts): Counts {
  const late: Counts = new Map();
  for (const [key, count] of counted) {
    const missing = count - (shown.get(key) ?? 0);
    const came = (inTheEnd.get(key) ?? 0) - (shown.get(key) ?? 0);
    late.set(key, Math.max(0, Math.min(missing, came)));
  }
  return late;
}

/**
 * A day's records are seen from its start until the first scrape after its end; so they are no more than what was seen
 * from the last scrape before the day, and no less than what was seen from the first scrape in it to the last: one scrape
 * of tolerance at each midnight. What was published late was seen in the day after that which it belongs to.
 */
export function boundsOf({ inner, outer, late }: Seen, key: string): Bounds {
  const count = (counts: Counts): number => counts.get(key) ?? 0;
  return [Math.max(0, count(inner) - count(late.start)), count(outer) + count(late.end)];
}

/** How far a count is outside; 0 within. */
export const outside = ([lower, upper]: Bounds, count: number): number =>
  Math.max(0, lower - count, count - upper);
