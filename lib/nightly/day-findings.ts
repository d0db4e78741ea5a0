import type { Rejections } from '../archive/rejections.ts';
import { shortestWindow } from '../drift/window.ts';
import { outcomeMaturityDays } from '../model/maturity.ts';
import type { Store } from '../store/store.ts';
import { addDays } from './dates.ts';
import type { Day } from './day.ts';
import { type Findings, findings } from './findings.ts';
import { cohortsUpTo, profilesUpTo } from './history.ts';
import type { MonitoredModel } from './job.ts';
import { performanceDays, performanceReport } from './performance-report.ts';
import { refusedSince, refusedValues } from './refused.ts';

/**
 * What a day and those before it tell: from what is stored, of this day too, and from what its requests were refused for.
 * Only the version that the reference is of is judged: another one had other bins, another threshold, perhaps other
 * features.
 */
export async function dayFindings(
  store: Store,
  day: Day,
  model: MonitoredModel,
  { rejected, isOver }: { rejected: Rejections; isOver: boolean },
): Promise<Findings> {
  const { definition, reference } = model;
  const { version } = reference;
  const days = performanceDays(outcomeMaturityDays(definition));
  const profiles = await profilesUpTo(store, day, model, days);
  const cohorts = await cohortsUpTo(store, day, model, days);
  const window = shortestWindow(profiles, { version, reference: reference.hash, date: day.date, isOver });
  const performance = performanceReport(model, version, { profiles, cohorts }, window.counts, day.date);
  const since = refusedSince(profiles, window, day.date);
  // Where the window ends before the day, what was refused on it is none of it.
  const after = addDays(window.to, 1);
  const refused =
    after > day.date
      ? await refusedValues(store, definition.name, since, day.date, rejected.checks)
      : await refusedValues(store, definition.name, since, after, []);
  // Of the same window the same is found, on whichever day.
  return findings(model, version, day.date, { window, refused, performance }, window.to);
}
