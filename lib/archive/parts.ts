import type { Column } from '../profile/columns.ts';
import type { Database } from '../profile/duckdb.ts';
import { stringLiteral } from '../profile/sql-text.ts';
import { copy } from './copy.ts';
import type { LineGroup } from './lines.ts';
import { archivedSql } from './log-sql.ts';
import type { LogKind } from './segments.ts';

/**
 * The archive's rows of one model from one chunk: a Parquet file on the local disk, ordered by id; rows of the same id,
 * should there be any, by everything else.
 */
export interface Part extends Pick<LineGroup, 'lines' | 'ids'> {
  file: string;
  first: string;
  last: string;
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
  const order = ids === lines ? 'id' : 'ALL';
  await copy(database, `${archivedSql(table, kind, model, columns)} ORDER BY ${order}`, file, 'snappy');
  return { file, lines, ids, first: first!, last: last! };
}

/** A relation of what is in the parts, in their order. */
export const partsSql = (parts: readonly Part[]): string =>
  `read_parquet([${parts.map(({ file }) => stringLiteral(file)).join(', ')}])`;

/**
 * Ids begin with where their record lies, and segments come in order of where they lie: so parts follow each other as a
 * rule, and what is in them need not be sorted again.
 */
export const areInOrder = (parts: readonly Part[]): boolean =>
  parts.every(
    ({ first }, i) => i === 0 || Buffer.compare(Buffer.from(parts[i - 1]!.last), Buffer.from(first)) < 0,
  );
