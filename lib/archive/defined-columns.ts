import type { Column } from '../profile/columns.ts';
import type { Database } from '../profile/duckdb.ts';
import { identifier } from '../profile/sql-text.ts';

/** The columns of a relation, by name. */
export async function presentColumns(database: Database, relation: string): Promise<ReadonlySet<string>> {
  const rows = await database.all<{ column_name: string }>(`DESCRIBE SELECT * FROM ${relation}`);
  return new Set(rows.map(({ column_name }) => column_name));
}

/** Features as the definition has them: files written under another one may lack some, or have them in another type. */
export const definedColumns = (columns: readonly Column[], present: ReadonlySet<string>): string[] =>
  columns.map(({ name, type }) => {
    const value = present.has(name) ? identifier(name) : 'NULL';
    return `TRY_CAST(${value} AS ${type}) AS ${identifier(name)}`;
  });
