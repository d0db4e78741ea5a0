import { totalsKey } from '../archive/keys.ts';
import { type DayListing, LOGS, type LogName } from '../archive/segments.ts';
import type { Totals } from '../log/totals.ts';
import type { Bounds } from './audit-bounds.ts';
import { type Counts, fold } from './audit-counts.ts';
import { publishAudits } from './audit-gauges.ts';
import { seenBounds } from './audit-prometheus.ts';
import { readSlotTotals, type SlotTotals } from './audit-slots.ts';
import type { Window } from './audit-view.ts';
import { type CounterAudit, compareCounts } from './counter-audit.ts';
import { addDays, dayWindow } from './dates.ts';
import type { Day } from './day.ts';
import type { NightlyDependencies } from './job.ts';
import { getJson, putJson } from './stored.ts';

type Dependencies = Pick<NightlyDependencies, 'store' | 'prometheus' | 'gauges' | 'now' | 'logger'>;
type AuditedDay = Pick<Day, 'date' | 'counted'>;

/**
 * Audits the counters of a day that is over: what the records of the log add up to, what the totals of the slots grew by,
 * and, where it is known, what Prometheus saw. A difference is logged; so is an audit that fails, and nothing is thrown.
 */
export async function auditCounters(
  dependencies: Dependencies,
  day: AuditedDay,
  listing: DayListing,
  window: Window = dayWindow(day.date),
): Promise<CounterAudit[]> {
  const { logger } = dependencies;
  const { date } = day;
  const audits: CounterAudit[] = [];
  for (const log of LOGS) {
    try {
      const audit = await auditFunction(dependencies, log, day, listing, window);
      if (audit && audit.differing > 0) logger('error', 'counters do not add up', { date, ...audit });
      if (audit) audits.push(audit);
    } catch (error) {
      logger('error', 'counter audit failed', { date, function: log, error });
    }
  }
  try {
    await publishAudits(dependencies, audits, window.start);
  } catch (error) {
    logger('error', 'counter audit failed', { date, error });
  }
  return audits;
}

/** Undefined where the function never had a log. */
async function auditFunction(
  dependencies: Dependencies,
  log: LogName,
  { date, counted }: AuditedDay,
  listing: DayListing,
  window: Window,
): Promise<CounterAudit | undefined> {
  const { store } = dependencies;
  const before = await getJson<Record<string, Totals>>(store, totalsKey(log, addDays(date, -1)));
  if (listing[log].length === 0 && !before) return undefined;
  const slots = await readSlotTotals(store, listing[log], before ?? {});
  const inOrder = [...slots.totals].sort(([a], [b]) => (a < b ? -1 : 1));
  await putJson(store, totalsKey(log, date), Object.fromEntries(inOrder));
  const records = fold(counted.get(log) ?? []);
  const { prometheus, bounds } = await look(dependencies, log, { date, window }, records, slots);
  return { ...compareCounts(log, records, slots, bounds), prometheus };
}

/** What Prometheus says, where it can. */
async function look(
  { prometheus, now, logger }: Dependencies,
  log: LogName,
  { date, window }: { date: string; window: Window },
  records: Counts,
  slots: SlotTotals,
): Promise<{ prometheus: CounterAudit['prometheus']; bounds?: Map<string, Bounds> }> {
  if (!prometheus) return { prometheus: 'not_configured' };
  if (now() < window.end + prometheus.scrapeIntervalMs) return { prometheus: 'not_observed' };
  try {
    const bounds = await seenBounds(prometheus, log, window, records, slots);
    return bounds ? { prometheus: 'compared', bounds } : { prometheus: 'not_observed' };
  } catch (error) {
    logger('error', 'counter audit failed', { date, function: log, error });
    return { prometheus: 'failed' };
  }
}
