import { definedColumns, presentColumns } from '../archive/defined-columns.ts';
import { featureColumns } from '../profile/columns.ts';
import type { Database } from '../profile/duckdb.ts';
import { foldProfiles, type ProfileRow } from '../profile/fold.ts';
import type { Profile } from '../profile/profile.ts';
import { profileSql } from '../profile/sql.ts';
import { stringLiteral } from '../profile/sql-text.ts';
import type { MonitoredModel } from './job.ts';

/**
 * What the version that the reference is of answered on a day, over the bins of this reference. The archive may have been
 * written under the definition of another version. Undefined without a row.
 * @param relation the day's archive, as SQL
 */
export async function countVersion(
  database: Database,
  { definition, reference }: MonitoredModel,
  date: string,
  relation: string,
): Promise<Profile | undefined> {
  const { version, hash } = reference;
  const columns = featureColumns(definition);
  const select = definedColumns(columns, await presentColumns(database, relation));
  const rows = `SELECT ${['version', 'label', 'score', ...select].join(', ')} FROM ${relation} WHERE version = ${stringLiteral(version)}`;
  const counted = await database.all<ProfileRow>(
    profileSql(reference.bins, { from: `(${rows}) AS archived`, columns }),
  );
  const counts = foldProfiles(reference.bins, columns, counted).get(version);
  return counts && { format: 1, model: definition.name, date, reference: hash, version, ...counts };
}
