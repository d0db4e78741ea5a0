import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { definedColumns, presentColumns } from '../archive/defined-columns.ts';
import { predictionsKey, profileKey } from '../archive/keys.ts';
import { featureColumns } from '../profile/columns.ts';
import { foldProfiles, type ProfileRow } from '../profile/fold.ts';
import type { Profile } from '../profile/profile.ts';
import { profileSql } from '../profile/sql.ts';
import { stringLiteral } from '../profile/sql-text.ts';
import type { Store } from '../store/store.ts';
import type { Day } from './day.ts';
import type { MonitoredModel } from './job.ts';
import { putJson } from './stored.ts';

/**
 * Counts a day again from its archive, over the bins of the reference of now: it was counted over those of another one,
 * and only profiles over the same bins add up. Stores what it returns; empty without an archive.
 */
export async function recountProfiles(
  store: Store,
  { database, directory }: Pick<Day, 'database' | 'directory'>,
  { definition, reference }: MonitoredModel,
  date: string,
): Promise<Profile[]> {
  const { name: model } = definition;
  const archive = await store.get(predictionsKey(model, date));
  if (!archive) return [];
  const file = join(directory, `${model}-${date}-again.parquet`);
  await writeFile(file, archive.body);
  try {
    const columns = featureColumns(definition);
    const relation = `read_parquet(${stringLiteral(file)})`;
    const select = definedColumns(columns, await presentColumns(database, relation));
    const from = `(SELECT ${['version', 'label', 'score', ...select].join(', ')} FROM ${relation}) AS archived`;
    const rows = await database.all<ProfileRow>(profileSql(reference.bins, { from, columns }));
    const about = { format: 1, model, date, reference: reference.hash } as const;
    const profiles = [...foldProfiles(reference.bins, columns, rows)].map(
      ([version, counts]): Profile => ({ ...about, version, ...counts }),
    );
    for (const profile of profiles) await putJson(store, profileKey(model, profile.version, date), profile);
    return profiles;
  } finally {
    await rm(file);
  }
}
