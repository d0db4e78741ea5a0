import { rm } from 'node:fs/promises';
import type { Database } from '../profile/duckdb.ts';
import { identifier, stringLiteral } from '../profile/sql-text.ts';
import type { Store } from '../store/store.ts';
import { presentColumns } from './defined-columns.ts';
import { isSameContent } from './same-content.ts';

/**
 * Puts a Parquet file of the local disk in the place of an earlier one, which must not lose by it.
 * @param erased ids of records that the earlier one may still have
 * @throws Error when the earlier one has more rows, or values in a column that this one does not have
 */
export async function replaceArchive(
  store: Store,
  database: Database,
  key: string,
  file: string,
  erased: readonly string[] = [],
): Promise<void> {
  const copy = `${file}.earlier`;
  try {
    if ((await store.getFile(key, copy)) && !(await isSameContent(copy, file)))
      await assertNothingLost(database, key, withoutIds(copy, erased), relationOf(file));
  } finally {
    await rm(copy, { force: true });
  }
  await store.putFile(key, file);
}

const relationOf = (file: string): string => `read_parquet(${stringLiteral(file)})`;

/** A relation of the rows of a Parquet file but those with these ids. */
export const withoutIds = (file: string, ids: readonly string[], column = 'id'): string =>
  ids.length === 0
    ? relationOf(file)
    : `(SELECT * FROM ${relationOf(file)} WHERE ${column} NOT IN (${ids.map(stringLiteral).join(', ')})) AS kept`;

async function assertNothingLost(
  database: Database,
  key: string,
  earlier: string,
  later: string,
): Promise<void> {
  const remedy = 'the log lacks what was archived of it: remove the archive first if that is meant';
  const [rows, left] = [await countRows(database, earlier), await countRows(database, later)];
  if (left < rows) throw new Error(`${key}: expected at least ${rows} rows, got ${left}; ${remedy}`);
  // SQL engines do not tell names apart by case.
  const present = new Set([...(await presentColumns(database, later))].map((name) => name.toLowerCase()));
  for (const name of await presentColumns(database, earlier)) {
    if (present.has(name.toLowerCase())) continue;
    const values = await countRows(database, `${earlier} WHERE ${identifier(name)} IS NOT NULL`);
    if (values > 0) throw new Error(`${key}: expected the column ${name} of before, got none; ${remedy}`);
  }
}

async function countRows(database: Database, from: string): Promise<number> {
  const [found] = await database.all<{ n: bigint }>(`SELECT count(*) AS n FROM ${from}`);
  return Number(found!.n);
}
