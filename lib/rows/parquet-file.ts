import { access } from 'node:fs/promises';
import type { Database } from '../profile/duckdb.ts';
import { stringLiteral } from '../profile/sql-text.ts';
import type { RowSource } from './row-source.ts';

/** A Parquet file, read by DuckDB. @throws Error when there is no such file, or it is no Parquet */
export async function openParquet(database: Database, path: string, name: string): Promise<RowSource> {
  await access(path);
  // DuckDB takes a path for a pattern, in which a class of one character is that character.
  const pattern = path.replaceAll(/[*?[]/g, '[$&]');
  const select = `SELECT * FROM read_parquet(${stringLiteral(pattern)})`;
  const columns = await database.all<{ column_name: string }>(`DESCRIBE ${select}`);
  return {
    name,
    columns: columns.map((column) => column.column_name),
    async *rows() {
      let number = 0;
      for await (const part of database.stream<Record<string, unknown>>(select))
        yield part.map((cells) => ({ at: `row ${++number}`, cells }));
    },
    close: async () => undefined,
  };
}
