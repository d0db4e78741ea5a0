import { mkdtemp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type CellFinder, cellFinder } from '../outcomes/cell-finder.ts';
import type { JobContext } from '../outcomes/job-context.ts';
import { RowReader } from '../outcomes/row-reader.ts';
import type { FileSource, Mapping } from '../outcomes/source.ts';
import { type Database, openDatabase } from '../profile/duckdb.ts';
import { fetchObject, ObjectChangedError } from '../rows/fetch-object.ts';
import { formatOf, openAs } from '../rows/open-file.ts';
import type { SourceRow } from '../rows/row-source.ts';
import { StoreUnavailableError } from '../store/errors.ts';
import type { FileRow } from './file-row.ts';
import type { InboxFile } from './inbox-file.ts';

type TimeUnit = NonNullable<Mapping['time']>['unit'];

/** Of DuckDB, which reads Parquet. */
const MEMORY_MB = 128;

/**
 * The rows of a file that are wanted, in order, with the columns that the mapping names, under the names it has for them.
 * Where the file cannot be read, at all or from some row on, one more row says so: the same each time.
 */
export type ReadFile = (isWanted: (position: number) => boolean) => AsyncIterable<FileRow[]>;

/** Reads a file of the inbox, a part at a time. @throws ObjectChangedError, StoreUnavailableError; Error of the machine */
export const readFile = (
  { store, tmp }: Pick<JobContext, 'store' | 'tmp'>,
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
      const known = format === 'ending' ? formatOf(file.name) : format;
      const names = columnsOf(source.mapping);
      const rows = await openAs(known, path, file.name, open, names);
      // It says which columns are not there.
      new RowReader(source, rows.columns);
      const pick = picker(names, source.mapping.time?.unit, rows.columns);
      for await (const part of rows.rows()) {
        const wanted: FileRow[] = [];
        for (const row of part) {
          if (isWanted(position)) wanted.push(pick(row, position));
          position++;
        }
        yield wanted;
      }
      // A header alone says that nothing happened.
      if (position === 0 && !rows.columns) throw new Error(`${file.name}: expected rows, got an empty file`);
    } catch (error) {
      if (isOfMachine(error)) throw error;
      // DuckDB shows the statement on further lines.
      const problem = (error as Error).message.split('\n')[0]!.replaceAll(path, file.name);
      if (isWanted(position)) yield [{ position, at: file.name, problem }];
    } finally {
      database?.close();
      await rm(directory, { recursive: true, force: true });
    }
  };

/** That the mapping names. */
const columnsOf = ({ join: { column }, outcome, predicted, model, time }: Mapping): string[] =>
  [column, outcome.column, predicted, model, time?.column].filter((name) => name !== undefined);

function picker(
  names: readonly string[],
  unit: TimeUnit,
  columns: readonly string[] | undefined,
): (row: SourceRow, position: number) => FileRow {
  const finders = names.flatMap((name): [string, CellFinder][] => {
    const finder = cellFinder(name, columns);
    return finder ? [[name, finder]] : [];
  });
  return (row, position) => {
    if (!('cells' in row)) return { ...row, position };
    const cells: Record<string, unknown> = {};
    for (const [name, find] of finders) cells[name] = plain(find(row.cells), unit);
    return { position, at: row.at, cells };
  };
}

/** What Parquet has and JSON has not, as a mapping reads it from other files. */
function plain(value: unknown, unit: TimeUnit): unknown {
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  // Whatever is in it, no object is an id, a class or a time; and not all of them can be kept as JSON.
  if (!(value instanceof Date)) return {};
  if (unit === undefined) return value;
  return unit === 'seconds' ? value.getTime() / 1000 : value.getTime();
}

/** Not of the file: another attempt may not have it. */
const isOfMachine = (error: unknown): boolean =>
  error instanceof ObjectChangedError ||
  error instanceof StoreUnavailableError ||
  (error as NodeJS.ErrnoException).errno !== undefined;
