import type { Database } from '../profile/duckdb.ts';
import { CsvFile, shownLines } from './csv-file.ts';
import { openNdjson } from './ndjson-file.ts';
import { openParquet } from './parquet-file.ts';
import type { RowSource } from './row-source.ts';

/**
 * A file as its ending says: `.csv`, `.ndjson` or `.jsonl`, `.parquet`.
 * @param name what messages call it
 * @throws Error when there is no such file, or it is none of these
 */
export async function openFile(database: Database, path: string, name = path): Promise<RowSource> {
  switch (/\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase()) {
    case 'csv':
      return csvRows(await CsvFile.open(path), name);
    case 'ndjson':
    case 'jsonl':
      return openNdjson(path, name);
    case 'parquet':
      return openParquet(database, path, name);
    default:
      throw new Error(`expected a file .csv, .ndjson or .parquet, got "${name}"`);
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
