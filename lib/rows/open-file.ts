import type { Database } from '../profile/duckdb.ts';
import { CsvFile, shownLines } from './csv-file.ts';
import { openNdjson } from './ndjson-file.ts';
import { openParquet } from './parquet-file.ts';
import type { RowSource } from './row-source.ts';

export type FileFormat = 'csv' | 'ndjson' | 'parquet';

const FORMATS: Readonly<Record<string, FileFormat>> = {
  csv: 'csv',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  parquet: 'parquet',
};

/** As the ending of a file's name says. @throws Error when it says something else */
export function formatOf(name: string): FileFormat {
  const format = FORMATS[/\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''];
  if (format) return format;
  throw new Error(`expected a file .csv, .ndjson or .parquet, got "${name}"`);
}

/**
 * A file as its ending says: `.csv`, `.ndjson` or `.jsonl`, `.parquet`.
 * @param name what messages call it
 * @throws Error when there is no such file, or it is none of these
 */
export const openFile = async (database: Database, path: string, name = path): Promise<RowSource> =>
  openAs(formatOf(name), path, name, async () => database);

/**
 * A file of a format, whatever its ending.
 * @param names of the columns that are wanted, where others need not be read; undefined: all
 * @param openDatabase only Parquet needs one
 * @throws Error when there is no such file, or it is none of that format
 */
export async function openAs(
  format: FileFormat,
  path: string,
  name: string,
  openDatabase: () => Promise<Database>,
  names?: readonly string[],
): Promise<RowSource> {
  switch (format) {
    case 'csv':
      return csvRows(await CsvFile.open(path), name);
    case 'ndjson':
      return openNdjson(path, name);
    case 'parquet':
      return openParquet(await openDatabase(), path, name, names);
  }
}

const csvRows = (file: CsvFile, name: string): RowSource => ({
  name,
  columns: file.columns,
  async *rows() {
    for await (const part of file.rows())
      yield part.map(({ line, lastLine, ...row }) => ({ at: shownLines({ line, lastLine }), ...row }));
  },
  close: async () => undefined,
});
