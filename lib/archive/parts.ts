import type { Column } from '../profile/columns.ts';
import type { Database } from '../profile/duckdb.ts';
import { identifier, stringLiteral } from '../profile/sql-text.ts';
import { copy } from './copy.ts';
import type { LineGroup } from './lines.ts';
import { archivedSql, modelLinesSql } from './log-sql.ts';
import { findOtherFeatures, type OtherColumn, otherSelect } from './other-features.ts';
import type { LogKind } from './segments.ts';

/**
 * The archive's rows of one model from one chunk: a Parquet file on the local disk, ordered by id; rows of the same id,
 * should there be any, by everything else.
 */
export interface Part extends Pick<LineGroup, 'lines' | 'ids'> {
  file: string;
  first: string;
  last: string;
  /** Features of other versions: the last columns. */
  others: OtherColumn[];
}

/** Writes the part of a chunk whose lines are in a table. `columns` are those of the model. */
export async function writePart(
  database: Database,
  kind: LogKind,
  table: string,
  { model, lines, ids, first, last }: LineGroup & { model: string },
  columns: readonly Column[],
  file: string,
): Promise<Part> {
  const others = await findOtherFeatures(database, modelLinesSql(table, kind, model), columns);
  const order = ids === lines ? 'id' : 'ALL';
  await copy(
    database,
    `${archivedSql(table, kind, model, columns, others)} ORDER BY ${order}`,
    file,
    'snappy',
  );
  return { file, lines, ids, first: first!, last: last!, others };
}

/** A relation of what is in the parts, in their order. */
export async function partsSql(database: Database, parts: readonly Part[]): Promise<string> {
  const files = `[${parts.map(({ file }) => stringLiteral(file)).join(', ')}]`;
  const byName = new Map(parts.flatMap(({ others }) => others.map((other) => [other.name, other] as const)));
  if (byName.size === 0) return `read_parquet(${files})`;
  const others = [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const from = `read_parquet(${files}, union_by_name = true)`;
  const names = others.map(({ name }) => identifier(name)).join(', ');
  const select = await otherSelect(database, from, others);
  return `(SELECT * EXCLUDE (${names}), ${select.join(', ')} FROM ${from})`;
}

/**
 * Ids begin with where their record lies, and segments come in order of where they lie: so parts follow each other as a
 * rule, and what is in them need not be sorted again.
 */
export const areInOrder = (parts: readonly Part[]): boolean =>
  parts.every(
    ({ first }, i) => i === 0 || Buffer.compare(Buffer.from(parts[i - 1]!.last), Buffer.from(first)) < 0,
  );
