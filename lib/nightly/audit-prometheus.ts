import type { LogName } from '../archive/segments.ts';
import type { Prometheus } from '../metrics/prometheus.ts';
import { type Bounds, boundsOf, outside } from './audit-bounds.ts';
import { type Counts, countName, metricsOf } from './audit-counts.ts';
import type { SlotTotals } from './audit-slots.ts';
import { CounterView, seconds, type Window } from './audit-view.ts';

/** Of the whole comparison of a function, so that a Prometheus that does not answer does not hold up the job. */
const PATIENCE_MS = 60_000;

/**
 * Between what and what a function counted on a day, by what Prometheus saw: for every series that it saw, and those in
 * `counted`. Undefined when Prometheus was not scraping at both ends of the day.
 * @throws Error when Prometheus does not answer in time.
 */
export async function seenBounds(
  prometheus: Prometheus,
  log: LogName,
  day: Window,
  counted: Counts,
  slots: SlotTotals,
): Promise<Map<string, Bounds> | undefined> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  if (!(await wasScraping(prometheus, day, signal))) return undefined;
  const bounds = new Map<string, Bounds>();
  for (const metric of metricsOf(log)) {
    const view = new CounterView(prometheus, metric, log, signal);
    const seen = await view.seen(day);
    const own = [...counted.keys()].filter((key) => key.startsWith(`${countName(metric)} `));
    const keys = new Set([...own, ...seen.outer.keys()]);
    if ([...keys].some((key) => outside(boundsOf(seen, key), counted.get(key) ?? 0) > 0)) {
      const names = [...slots.totals.keys()];
      seen.late.start = await view.late(day.start, slots.opening, names);
      seen.late.end = await view.late(day.end, slots.closing, names);
    }
    for (const key of keys) bounds.set(key, boundsOf(seen, key));
  }
  return bounds;
}

/** Whether it scraped anything at all around both ends of the day; whoever is scraped has a series `up`. */
async function wasScraping(
  prometheus: Prometheus,
  { start, end }: Window,
  signal: AbortSignal,
): Promise<boolean> {
  for (const moment of [start, end]) {
    const scraped = seconds(moment + prometheus.scrapeIntervalMs);
    const up = await prometheus.vector(`count(max_over_time(up[5m] @ ${scraped}))`, signal);
    if (up.length === 0) return false;
  }
  return true;
}
