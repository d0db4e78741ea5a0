import { forEachConcurrently } from '../archive/concurrency.ts';
import { reportKey } from '../archive/keys.ts';
import type { RefusedValues } from '../drift/data-quality.ts';
import type { Store } from '../store/store.ts';
import { addDays, datesFrom } from './dates.ts';
import type { Report } from './report.ts';
import { getJson } from './stored.ts';

const CONCURRENCY = 16;

/**
 * What the requests of a window were refused for: of the day itself, and of the days before it as their reports say.
 * A refused request has no version: `refusedSince` says from when it is this one's.
 */
export async function refusedValues(
  store: Store,
  model: string,
  from: string,
  date: string,
  ofDay: readonly RefusedValues[],
): Promise<RefusedValues[]> {
  const found: RefusedValues[] = [...ofDay];
  if (from < date) {
    await forEachConcurrently(datesFrom(from, addDays(date, -1)), CONCURRENCY, async (before) => {
      const report = await getJson<Report>(store, reportKey(model, before));
      found.push(...(report?.rejected.checks ?? []));
    });
  }
  const byCheck = new Map<string, RefusedValues>();
  for (const { feature, check, count } of found) {
    const key = JSON.stringify([feature, check]);
    byCheck.set(key, { feature, check, count: count + (byCheck.get(key)?.count ?? 0) });
  }
  return [...byCheck].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, values]) => values);
}

/** The first day of the window on which the version answered; the day itself where it never did. */
export const refusedSince = (
  profiles: readonly { date: string }[],
  window: { from: string },
  date: string,
): string => profiles.find((profile) => profile.date >= window.from)?.date ?? date;
