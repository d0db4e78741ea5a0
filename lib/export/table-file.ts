import { rename, rm } from 'node:fs/promises';
import type { Database } from '../profile/duckdb.ts';
import { stringLiteral } from '../profile/sql-text.ts';

export const TABLE_FORMATS = ['csv', 'ndjson', 'parquet'] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];

export const isTableFormat = (text: string | undefined): text is TableFormat =>
  (TABLE_FORMATS as readonly (string | undefined)[]).includes(text);

const OPTIONS: Record<TableFormat, string> = {
  csv: 'FORMAT csv, HEADER',
  ndjson: 'FORMAT json',
  parquet: 'FORMAT parquet, COMPRESSION zstd',
};

/** Writes the rows of a query, in their order, aside and renames: the file is whole or not there. Returns how many. */
export async function writeTable(
  database: Database,
  select: string,
  path: string,
  format: TableFormat,
): Promise<number> {
  const draft = `${path}.new`;
  try {
    const [written] = await database.all<{ Count: bigint }>(
      `COPY (${select}) TO ${stringLiteral(draft)} (${OPTIONS[format]})`,
    );
    await rename(draft, path);
    return Number(written!.Count);
  } finally {
    await rm(draft, { force: true });
  }
}
