import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Database } from '../profile/duckdb.ts';

export interface CsvRow {
  /** Where it begins; the header is line 1. */
  line: number;
  /** By column; null for an empty one. */
  cells: Record<string, string | null>;
}

/** A CSV file with a header (RFC 4180), read by DuckDB, a part at a time. */
export class CsvFile {
  readonly columns: readonly string[];
  /** Lines that are no rows of these columns. */
  readonly unreadable: readonly { line: number; reason: string }[];
  readonly #database: Database;
  readonly #source: string;
  readonly #blank: ReadonlySet<number>;

  private constructor(
    database: Database,
    source: string,
    columns: readonly string[],
    unreadable: CsvFile['unreadable'],
    blank: ReadonlySet<number>,
  ) {
    this.#database = database;
    this.#source = source;
    this.columns = columns;
    this.unreadable = unreadable;
    this.#blank = blank;
  }

  /** @throws Error when there is no such file, or it is no CSV */
  static async open(database: Database, path: string): Promise<CsvFile> {
    await access(path);
    const options = `header = true, all_varchar = true, delim = ',', quote = '"', escape = '"', nullstr = ''`;
    const read = (more: string) => `read_csv('${path.replaceAll("'", "''")}', ${options}, ${more})`;
    const source = read('ignore_errors = true');
    const columns = await database.all<{ column_name: string }>(`DESCRIBE SELECT * FROM ${source}`);
    // What is wrong with a file is known when it has been read to its end.
    await database.all(`SELECT count(COLUMNS(*)) FROM ${read('store_rejects = true')}`);
    const unreadable = await database.all<{ line: number; reason: string }>(
      'SELECT line::INTEGER AS line, first(error_message) AS reason FROM reject_errors GROUP BY line ORDER BY line',
    );
    return new CsvFile(
      database,
      source,
      columns.map((column) => column.column_name),
      unreadable.map(({ line, reason }) => ({ line, reason: reason.split('\n')[0]! })),
      await blankLines(path),
    );
  }

  /** The other rows, in order. */
  async *rows(): AsyncGenerator<CsvRow[]> {
    const skipped = new Set([...this.#blank, ...this.unreadable.map(({ line }) => line)]);
    let line = 2;
    for await (const part of this.#database.stream<CsvRow['cells']>(`SELECT * FROM ${this.#source}`)) {
      yield part.map((cells) => {
        while (skipped.has(line)) line++;
        const row = { line, cells };
        line += 1 + lineBreaks(cells);
        return row;
      });
    }
  }
}

/** Inside quotes a row goes on over the end of a line. */
function lineBreaks(cells: CsvRow['cells']): number {
  let count = 0;
  for (const cell of Object.values(cells)) count += cell?.match(/\r\n|\r|\n/g)?.length ?? 0;
  return count;
}

/** Lines without anything, which are no rows. */
async function blankLines(path: string): Promise<Set<number>> {
  const blank = new Set<number>();
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    number++;
    if (line === '') blank.add(number);
  }
  return blank;
}
