import { join } from 'node:path';
import { allPredictionsPrefix, dateOfKey } from '../archive/keys.ts';
import { listAll } from '../archive/list-all.ts';
import { fetchObjects } from '../archive/segments.ts';
import type { DateRange } from '../nightly/dates.ts';
import type { Database } from '../profile/duckdb.ts';
import { identifier, stringLiteral } from '../profile/sql-text.ts';
import type { Store } from '../store/store.ts';

/**
 * The archived predictions of a range of dates as a query, in the order of date and id, with every column that any of
 * these days has. Undefined where none is archived.
 * @param directory for files, which must last as long as the query
 */
export async function predictionsQuery(
  store: Store,
  database: Database,
  directory: string,
  model: string,
  { from, to }: DateRange,
): Promise<string | undefined> {
  const all = await listAll(store, allPredictionsPrefix(model));
  const entries = all.filter(({ key }) => {
    const date = dateOfKey(key);
    return date !== undefined && from <= date && date <= to;
  });
  if (entries.length === 0) return undefined;
  const target = join(directory, 'predictions');
  await fetchObjects(store, entries, target, 'parquet');
  const files = `read_parquet(${stringLiteral(`${target}/*.parquet`)}, union_by_name = true)`;
  const columns = await database.all<{ column_name: string; column_type: string }>(
    `DESCRIBE SELECT * FROM ${files}`,
  );
  const select = columns.map(({ column_name: name, column_type: type }) => {
    if (type !== 'TIMESTAMP') return identifier(name);
    return `strftime(${identifier(name)}, '%Y-%m-%dT%H:%M:%S.%gZ') AS ${identifier(name)}`;
  });
  return `SELECT ${select.join(', ')} FROM ${files}`;
}
