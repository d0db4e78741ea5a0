import type { LogName } from '../archive/segments.ts';
import { type Bounds, outside } from './audit-bounds.ts';
import { type Counts, countName, metricsOf, seriesText } from './audit-counts.ts';
import type { SlotTotals } from './audit-slots.ts';

/** What a function counted on a day, by its records, by the totals of its slots, and by what Prometheus saw. */
export interface CounterAudit {
  function: LogName;
  slots: number;
  series: number;
  /**
   * The largest difference of a series from what the records add up to; to Prometheus outside of the tolerance of one
   * scrape at each midnight, null where it was not compared.
   */
  difference: { slots: number; prometheus: number | null };
  /** `not_observed`: Prometheus was not scraping at both ends of the day, or has not since. */
  prometheus: 'compared' | 'not_configured' | 'not_observed' | 'failed';
  /** How many series differ from one or the other. */
  differing: number;
  /** The first of them, those that differ most. */
  differences: CounterDifference[];
}

export interface CounterDifference {
  /** As Prometheus writes it; a histogram by its count. */
  series: string;
  log: number;
  slots: number;
  prometheus: Bounds | null;
}

/** As many as are worth reading. */
const MOST_DIFFERENCES = 20;

/** Holds the three against each other. Histograms whose buckets changed on the day cannot be compared. */
export function compareCounts(
  log: LogName,
  records: Counts,
  { opening, closing, totals, restarted }: SlotTotals,
  seen: ReadonlyMap<string, Bounds> | undefined,
): Omit<CounterAudit, 'prometheus'> {
  const metrics = metricsOf(log);
  const left = metrics.filter(({ name }) => restarted.has(name)).map((metric) => `${countName(metric)} `);
  const keys = [...new Set([...records.keys(), ...closing.keys(), ...(seen?.keys() ?? [])])].filter(
    (key) => !left.some((prefix) => key.startsWith(prefix)),
  );
  const difference = { slots: 0, prometheus: seen ? 0 : null };
  const differing: (CounterDifference & { by: number })[] = [];
  for (const key of keys.sort()) {
    const count = records.get(key) ?? 0;
    const slots = (closing.get(key) ?? 0) - (opening.get(key) ?? 0);
    const prometheus = seen ? (seen.get(key) ?? ([0, 0] as const)) : null;
    const bySlots = Math.abs(slots - count);
    const byPrometheus = prometheus ? outside(prometheus, count) : 0;
    difference.slots = Math.max(difference.slots, bySlots);
    if (difference.prometheus !== null) difference.prometheus = Math.max(difference.prometheus, byPrometheus);
    const by = Math.max(bySlots, byPrometheus);
    if (by > 0) differing.push({ series: seriesText(key, metrics), log: count, slots, prometheus, by });
  }
  const differences = differing.sort((a, b) => b.by - a.by).map(({ by: _, ...of }) => of);
  return {
    function: log,
    slots: totals.size,
    series: keys.length,
    difference,
    differing: differing.length,
    differences: differences.slice(0, MOST_DIFFERENCES),
  };
}
