import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  allOutcomesPrefix,
  dateOfKey,
  outcomesKey,
  predictionsKey,
  profileKey,
  profilesPrefix,
  receivedOfKey,
} from '../archive/keys.ts';
import { listAll } from '../archive/list-all.ts';
import { writeOutcomes } from '../archive/outcomes.ts';
import { writePredictions } from '../archive/predictions.ts';
import { replaceArchive } from '../archive/replace.ts';
import { featureColumns } from '../profile/columns.ts';
import { foldProfiles, type ProfileRow } from '../profile/fold.ts';
import type { Profile } from '../profile/profile.ts';
import { profileSql } from '../profile/sql.ts';
import { stringLiteral } from '../profile/sql-text.ts';
import { findCandidates } from '../review/candidates.ts';
import type { QueueItem } from '../review/queue.ts';
import type { Store } from '../store/store.ts';
import { countVersion } from './count-profiles.ts';
import type { Day } from './day.ts';
import type { MonitoredModel } from './job.ts';
import { putJson } from './stored.ts';

interface StoredPredictions {
  /** By version. */
  profiles: Profile[];
  /** Of those, versions that are not served any more and can be judged. */
  formers: MonitoredModel[];
  duplicates: number;
  uncertain: QueueItem[];
}

/**
 * Stores a model's predictions of the day, and their profiles by version: over the bins of its own reference where a
 * version has one. Returns also those that it is least sure of, at most `reviewable`.
 * @param former what is known of versions that answered before
 */
export async function storePredictions(
  store: Store,
  { database, date, directory, parts, erased, stages }: Day,
  { definition, reference }: MonitoredModel,
  former: (version: string) => Promise<MonitoredModel | undefined>,
  reviewable: number,
): Promise<StoredPredictions> {
  const { name } = definition;
  const found = parts.predictions.get(name);
  if (!found) {
    if (erased.predictions.has(name)) await removeProfiles(store, name, date, []);
    return { profiles: [], formers: [], duplicates: 0, uncertain: [] };
  }
  const file = join(directory, `${name}.parquet`);
  const duplicates = await stages.time('archive', async () => {
    const written = await writePredictions(database, found, file);
    await replaceArchive(store, database, predictionsKey(name, date), file, erased.predictions.get(name));
    for (const part of found) await rm(part.file);
    return written.duplicates;
  });
  const from = `read_parquet(${stringLiteral(file)})`;
  const profiles = await stages.time('profile', async () => {
    const columns = featureColumns(definition);
    const rows = await database.all<ProfileRow>(profileSql(reference.bins, { from, columns }));
    const about = { format: 1, model: name, date, reference: reference.hash } as const;
    return [...foldProfiles(reference.bins, columns, rows)].map(
      ([version, counts]): Profile => ({ ...about, version, ...counts }),
    );
  });
  const formers: MonitoredModel[] = [];
  for (const [i, { version }] of profiles.entries()) {
    const before = version === reference.version ? undefined : await former(version);
    const own = before && (await stages.time('profile', () => countVersion(database, before, date, from)));
    if (!own) continue;
    profiles[i] = own;
    formers.push(before);
  }
  const uncertain = await stages.time('review', () => findCandidates(database, from, definition, reviewable));
  await rm(file);
  for (const profile of profiles) await putJson(store, profileKey(name, profile.version, date), profile);
  if (erased.predictions.has(name)) await removeProfiles(store, name, date, profiles);
  return { profiles, formers, duplicates, uncertain };
}

/** Those of versions of which every prediction of the day was erased. */
async function removeProfiles(
  store: Store,
  model: string,
  date: string,
  left: readonly Profile[],
): Promise<void> {
  const keys = new Set(left.map(({ version }) => profileKey(model, version, date)));
  for (const { key } of await listAll(store, profilesPrefix(model)))
    if (dateOfKey(key) === date && !keys.has(key)) await store.delete(key);
}

/**
 * Stores a model's outcomes of the day by the date of their predictions: the cohorts that received something, also where
 * it was erased.
 */
export async function storeOutcomes(
  store: Store,
  { database, date, directory, parts, erased, stages }: Day,
  { definition: { name } }: MonitoredModel,
): Promise<{ cohort: string; rows: number }[]> {
  const found = parts.outcomes.get(name) ?? [];
  const isErased = erased.outcomes.has(name);
  if (found.length === 0 && !isErased) return [];
  return stages.time('archive', async () => {
    const received = found.length === 0 ? [] : await writeOutcomes(database, found, directory);
    for (const { cohort, file } of received) {
      await replaceArchive(store, database, outcomesKey(name, cohort, date), file, erased.outcomes.get(name));
      await rm(file);
    }
    for (const part of found) await rm(part.file);
    const all = isErased ? await cohortsReceived(store, name, date) : [];
    const emptied = all.filter((cohort) => received.every((of) => of.cohort !== cohort));
    return [...received, ...emptied.map((cohort) => ({ cohort, rows: 0 }))].sort((a, b) =>
      a.cohort < b.cohort ? -1 : 1,
    );
  });
}

/** Dates of the predictions of which there is a file with outcomes that were received on a day. */
async function cohortsReceived(store: Store, model: string, received: string): Promise<string[]> {
  const files = await listAll(store, allOutcomesPrefix(model));
  return files.flatMap(({ key }) => (receivedOfKey(key) === received ? dateOfKey(key)! : []));
}
