import type { Database } from '../profile/duckdb.ts';
import { stringLiteral } from '../profile/sql-text.ts';

/** Writes the rows of a query to a Parquet file. Rows in order give the same bytes whatever the number of threads. */
export async function copy(
  database: Database,
  select: string,
  file: string,
  compression: 'zstd' | 'snappy' = 'zstd',
): Promise<void> {
  await database.run(
    `COPY (${select}) TO ${stringLiteral(file)} (FORMAT parquet, COMPRESSION ${compression})`,
  );
}
