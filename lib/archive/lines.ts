import type { Database } from '../profile/duckdb.ts';
import { stringLiteral } from '../profile/sql-text.ts';
import type { Chunk } from './chunks.ts';
import type { LineCount } from './contents.ts';
import { linesSql } from './log-sql.ts';
import type { LogKind } from './segments.ts';

/** The lines of a chunk that are of one kind and name one model. */
export interface LineGroup extends LineCount {
  /** Different ids, the lowest and the highest (in the order of their bytes); null where no line has one. */
  ids: number;
  first: string | null;
  last: string | null;
}

/** Loads a chunk into a new table, every line that is not blank exactly once. */
export async function loadLines(
  database: Database,
  kind: LogKind,
  chunk: Chunk,
  table: string,
): Promise<void> {
  await database.run(`CREATE TABLE ${table} AS ${linesSql(kind, chunk)}`);
}

export async function groupLines(database: Database, table: string): Promise<LineGroup[]> {
  const groups = await database.all<Omit<LineGroup, 'lines' | 'ids'> & { lines: bigint; ids: bigint }>(
    `SELECT kind, model, count(*) AS lines, count(DISTINCT id) AS ids, min(id) AS first, max(id) AS last
     FROM ${table} GROUP BY kind, model`,
  );
  return groups.map((group) => ({ ...group, lines: Number(group.lines), ids: Number(group.ids) }));
}

/** Of records of a model that were erased. */
export async function erasedIds(database: Database, table: string, model: string): Promise<string[]> {
  const rows = await database.all<{ id: string }>(
    `SELECT id FROM ${table} WHERE kind = 'erased' AND model = ${stringLiteral(model)} ORDER BY id`,
  );
  return rows.map(({ id }) => id);
}
