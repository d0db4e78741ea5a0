import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { predictionsKey, profileKey } from '../archive/keys.ts';
import type { Profile } from '../profile/profile.ts';
import { stringLiteral } from '../profile/sql-text.ts';
import type { Store } from '../store/store.ts';
import { countVersion } from './count-profiles.ts';
import type { Day } from './day.ts';
import type { MonitoredModel } from './job.ts';
import { putJson } from './stored.ts';

/**
 * Counts what the reference's version answered on a day again, from the archive: it was counted over the bins of another
 * reference, and only profiles over the same bins add up. Stores what it returns; undefined without an archive.
 */
export async function recountProfile(
  store: Store,
  { database, directory }: Pick<Day, 'database' | 'directory'>,
  model: MonitoredModel,
  date: string,
): Promise<Profile | undefined> {
  const { name } = model.definition;
  const file = join(directory, `${name}-${date}-again.parquet`);
  try {
    if (!(await store.getFile(predictionsKey(name, date), file))) return undefined;
    const profile = await countVersion(database, model, date, `read_parquet(${stringLiteral(file)})`);
    if (profile) await putJson(store, profileKey(name, profile.version, date), profile);
    return profile;
  } finally {
    await rm(file, { force: true });
  }
}
