import { mkdtemp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { cellFinder } from '../outcomes/cell-finder.ts';
import type { JobContext } from '../outcomes/job-context.ts';
import type { ReadRow } from '../outcomes/row.ts';
import { RowReader } from '../outcomes/row-reader.ts';
import type { FileSource } from '../outcomes/source.ts';
import { type Database, openDatabase } from '../profile/duckdb.ts';
import { fetchObject, ObjectChangedError } from '../rows/fetch-object.ts';
import { formatOf, openAs } from '../rows/open-file.ts';
import type { SourceRow } from '../rows/row-source.ts';
import { StoreUnavailableError } from '../store/errors.ts';
import type { InboxFile } from './inbox-file.ts';

/** Of DuckDB, which reads Parquet. */
const MEMORY_MB = 256;

export interface FileRow {
  /** In the file, from 0. */
  position: number;
  /** Rows of one segment of predictions have this in common, whatever else they are. */
  group: string;
  row: ReadRow;
}

/**
 * The rows of a file that are wanted, in order. Where the file cannot be read, at all or from some row on, one more row
 * says so: the same each time.
 */
export type ReadFile = (isWanted: (position: number) => boolean) => AsyncIterable<FileRow[]>;

/** Reads a file of the inbox, a part at a time. @throws ObjectChangedError, StoreUnavailableError; Error of the machine */
export const readFile = (
  { store, tmp, now }: Pick<JobContext, 'store' | 'tmp' | 'now'>,
  source: FileSource,
  file: InboxFile,
): ReadFile =>
  async function* (isWanted) {
    const directory = await mkdtemp(join(tmp, 'outcomes-'));
    let database: Database | undefined;
    const open = async () => {
      database = await openDatabase(directory, { memoryMb: MEMORY_MB });
      return database;
    };
    const path = join(directory, basename(file.key));
    let position = 0;
    try {
      await fetchObject(store, file.key, path, file.etag);
      const { format } = source.file;
      const rows = await openAs(format === 'ending' ? formatOf(file.name) : format, path, file.name, open);
      const reader = new RowReader(source, rows.columns);
      const groupOf = grouping(source, rows.columns);
      for await (const part of rows.rows()) {
        const time = now();
        const wanted: FileRow[] = [];
        for (const row of part) {
          if (isWanted(position)) wanted.push({ position, group: groupOf(row), row: reader.read(row, time) });
          position++;
        }
        yield wanted;
      }
      // A header alone says that nothing happened.
      if (position === 0 && !rows.columns) throw new Error(`${file.name}: expected rows, got an empty file`);
    } catch (error) {
      if (isOfMachine(error)) throw error;
      // DuckDB shows the statement on further lines.
      const detail = (error as Error).message.split('\n')[0]!.replaceAll(path, file.name);
      if (isWanted(position)) yield [{ position, group: '', row: unreadable(file, detail) }];
    } finally {
      database?.close();
      await rm(directory, { recursive: true, force: true });
    }
  };

/** The row that stands for a file which cannot be read. */
export const unreadable = ({ name }: InboxFile, detail: string): ReadRow => ({
  at: name,
  model: undefined,
  reason: 'invalid_file',
  detail,
  retryable: false,
});

/** By what the cell says, not by what it means: that may differ the next time, and where a file is cut must not. */
function grouping(
  { mapping }: FileSource,
  columns: readonly string[] | undefined,
): (row: SourceRow) => string {
  const subject = cellFinder(mapping.join.column, columns)!;
  return (row) => {
    const value = 'cells' in row ? subject(row.cells) : undefined;
    return typeof value === 'string' && mapping.join.by === 'prediction_id'
      ? value.slice(0, Math.max(0, value.lastIndexOf('.')))
      : '';
  };
}

/** Not of the file: another attempt may not have it. */
const isOfMachine = (error: unknown): boolean =>
  error instanceof ObjectChangedError ||
  error instanceof StoreUnavailableError ||
  (error as NodeJS.ErrnoException).errno !== undefined;
