import { type Cohort, cohortFiles, isCohortOf, readCohort } from '../archive/cohort.ts';
import { forEachConcurrently } from '../archive/concurrency.ts';
import { allOutcomesPrefix, cohortKey, dateOfKey, profileKey, receivedOfKey } from '../archive/keys.ts';
import { listAll } from '../archive/list-all.ts';
import type { Profile } from '../profile/profile.ts';
import type { Store } from '../store/store.ts';
import { addDays, datesFrom } from './dates.ts';
import type { Day } from './day.ts';
import type { MonitoredModel } from './job.ts';
import { recountProfile } from './recount.ts';
import { getJson } from './stored.ts';

const CONCURRENCY = 16;

/**
 * The profiles of the reference's version over its bins, of the day and the `days` − 1 before it, by date; days without
 * predictions are absent. Days that were counted over other bins are counted again.
 */
export async function profilesUpTo(
  store: Store,
  day: Day,
  model: MonitoredModel,
  days: number,
): Promise<Profile[]> {
  const { definition, reference } = model;
  const { version } = reference;
  const found: Profile[] = [];
  const others: string[] = [];
  await forEachConcurrently(datesFrom(addDays(day.date, 1 - days), day.date), CONCURRENCY, async (of) => {
    const profile = await getJson<Profile>(store, profileKey(definition.name, version, of));
    if (profile?.reference === reference.hash) found.push(profile);
    else if (profile) others.push(of);
  });
  for (const of of others) {
    const again = await recountProfile(store, day, model, of);
    if (again) found.push(again);
  }
  return found.sort((a, b) => (a.date < b.date ? -1 : 1));
}

/**
 * The cohorts of the day and the `days` − 1 before it, by date, as they were known at the end of the day, so that the
 * day's report is the same whenever it is made.
 */
export async function cohortsUpTo(
  store: Store,
  { date, database, directory }: Day,
  { definition, reference }: MonitoredModel,
  days: number,
): Promise<Cohort[]> {
  const { name } = definition;
  const first = addDays(date, 1 - days);
  const received = new Map<string, string[]>();
  for (const { key } of await listAll(store, allOutcomesPrefix(name))) {
    const cohort = dateOfKey(key);
    const on = receivedOfKey(key);
    if (cohort === undefined || on === undefined || cohort < first || cohort > date || on > date) continue;
    received.set(cohort, [...(received.get(cohort) ?? []), on]);
  }
  const cohorts: Cohort[] = [];
  const unknown: string[] = [];
  await forEachConcurrently([...received], CONCURRENCY, async ([of, known]) => {
    const stored = await getJson<Cohort>(store, cohortKey(name, of));
    if (isCohortOf(stored, reference, known)) cohorts.push(stored);
    else unknown.push(of);
  });
  for (const of of unknown) {
    const files = await cohortFiles(store, name, of, date);
    cohorts.push(await readCohort(store, database, directory, definition, reference, of, files));
  }
  return cohorts.sort((a, b) => (a.date < b.date ? -1 : 1));
}
