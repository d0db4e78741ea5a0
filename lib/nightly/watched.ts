import { reportKey } from '../archive/keys.ts';
import type { Store } from '../store/store.ts';
import { addDays } from './dates.ts';
import type { Report } from './report.ts';
import { getJson } from './stored.ts';

/** Whether the newest decision, of the day or the one before it, asks for a closer look: accuracy every hour. */
export async function isWatched(store: Store, model: string, date: string): Promise<boolean> {
  for (const day of [date, addDays(date, -1)]) {
    const report = await getJson<Report>(store, reportKey(model, day));
    if (report?.decision) return report.decision.decision !== 'ok';
  }
  return false;
}
