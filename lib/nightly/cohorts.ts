import { type Cohort, cohortFiles, isCohortOf, readCohort } from '../archive/cohort.ts';
import { cohortKey, cohortsPrefix, dateOfKey, receivedOfKey } from '../archive/keys.ts';
import { listAll } from '../archive/list-all.ts';
import type { Store } from '../store/store.ts';
import type { Day } from './day.ts';
import type { MonitoredModel } from './job.ts';
import { getJson, putJson } from './stored.ts';

/**
 * Recomputes and stores the cohorts of these dates, with every outcome that they have. Returns them as they were known
 * at the end of the day, so that the day's report is the same whenever it is made.
 */
export async function recomputeCohorts(
  store: Store,
  { date, database, directory }: Day,
  { definition, reference }: MonitoredModel,
  of: readonly string[],
): Promise<Cohort[]> {
  const asOfDay: Cohort[] = [];
  for (const cohort of of) {
    const all = await cohortFiles(store, definition.name, cohort);
    const complete = await readCohort(store, database, directory, definition, reference, cohort, all);
    await putJson(store, cohortKey(definition.name, cohort), complete);
    const known = await cohortFiles(store, definition.name, cohort, date);
    asOfDay.push(
      known.length === all.length
        ? complete
        : await readCohort(store, database, directory, definition, reference, cohort, known),
    );
  }
  return asOfDay;
}

/** The newest cohort that had an outcome at the end of the day, as it was known then. */
export async function newestCohort(
  store: Store,
  { date, database, directory }: Day,
  { definition, reference }: MonitoredModel,
  recomputed: readonly Cohort[],
): Promise<Cohort | null> {
  const { name } = definition;
  const dates = (await listAll(store, cohortsPrefix(name))).map(({ key }) => dateOfKey(key));
  for (const cohort of dates.filter((of) => of !== undefined && of <= date).reverse() as string[]) {
    const known = await cohortFiles(store, name, cohort, date);
    if (known.length === 0) continue;
    const ready = recomputed.find((of) => of.date === cohort);
    if (ready) return ready;
    const stored = await getJson<Cohort>(store, cohortKey(name, cohort));
    const received = known.map(({ key }) => receivedOfKey(key)!);
    if (isCohortOf(stored, reference, received)) return stored;
    return readCohort(store, database, directory, definition, reference, cohort, known);
  }
  return null;
}
