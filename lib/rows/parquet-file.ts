import { access } from 'node:fs/promises';
import type { Database } from '../profile/duckdb.ts';
import { identifier, stringLiteral } from '../profile/sql-text.ts';
import { columnFinder } from './column-finder.ts';
import type { RowSource } from './row-source.ts';

/** JavaScript has no infinite time, and one would end the file. These are far enough away, and every type has them. */
const SPAN = ['1678-01-01', '2262-01-01'];

type Column = { column_name: string; column_type: string };

/**
 * A Parquet file, read by DuckDB.
 * @param names of the columns that are wanted, as `columnFinder` finds them; undefined: all
 * @throws Error when there is no such file, or it is no Parquet
 */
export async function openParquet(
  database: Database,
  path: string,
  name: string,
  names?: readonly string[],
): Promise<RowSource> {
  await access(path);
  // DuckDB takes a path for a pattern, in which a class of one character is that character.
  const pattern = path.replaceAll(/[*?[]/g, '[$&]');
  const from = `read_parquet(${stringLiteral(pattern)})`;
  const all = await database.all<Column>(`DESCRIBE SELECT * FROM ${from}`);
  const columns = all.map((column) => column.column_name);
  const wanted = names && new Set(names.map(columnFinder(columns)));
  const selected = all.filter((column) => wanted?.has(column.column_name) ?? true);
  return {
    name,
    columns,
    async *rows() {
      let number = 0;
      const select = `SELECT ${selected.map(selectOf).join(', ')} FROM ${from}`;
      for await (const part of database.stream<Record<string, unknown>>(select))
        yield part.map((cells) => ({ at: `row ${++number}`, cells }));
    },
    close: async () => undefined,
  };
}

/** A column as other files and databases have it. */
function selectOf({ column_name: name, column_type: type }: Column): string {
  const column = identifier(name);
  // A day alone: its time is for whoever reads it to say.
  if (type === 'DATE') return `CAST(${column} AS VARCHAR) AS ${column}`;
  if (type.startsWith('TIMESTAMP')) {
    const [first, last] = SPAN.map((date) => `CAST('${date}' AS ${type})`);
    return `CASE WHEN ${column} > ${last} THEN ${last} WHEN ${column} < ${first} THEN ${first} ELSE ${column} END AS ${column}`;
  }
  // What writers of texts leave out who do not say that they are.
  if (type === 'BLOB') return `TRY(decode(${column})) AS ${column}`;
  return column;
}
