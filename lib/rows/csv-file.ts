import { createReadStream } from 'node:fs';
import { type CsvRecord, CsvRecords } from './csv-records.ts';

export interface CsvRow {
  /** Where it begins; the header is line 1. */
  line: number;
  /** By column; null for an empty one. */
  cells: Record<string, string | null>;
}

/** A line that is no row of these columns. */
export interface UnreadableLine {
  line: number;
  unreadable: string;
}

/** A CSV file with a header (RFC 4180, UTF-8), read a part at a time. */
export class CsvFile {
  readonly columns: readonly string[];
  readonly #path: string;

  private constructor(path: string, columns: readonly string[]) {
    this.#path = path;
    this.columns = columns;
  }

  /** @throws Error when there is no such file, or it has no header with distinct names */
  static async open(path: string): Promise<CsvFile> {
    for await (const [header] of readRecords(path)) {
      if (!header) continue;
      const twice = header.cells.find((name, i) => header.cells.indexOf(name) !== i);
      if (twice !== undefined)
        throw new Error(`${path}: expected each column once, got ${JSON.stringify(twice)} more than once`);
      return new CsvFile(path, header.cells);
    }
    throw new Error(`${path}: expected a header, got an empty file`);
  }

  /** In order. @throws Error when the file cannot be read on */
  async *rows(): AsyncGenerator<(CsvRow | UnreadableLine)[]> {
    let isFirst = true;
    for await (const records of readRecords(this.#path)) {
      const rows = isFirst ? records.slice(1) : records;
      if (records.length > 0) isFirst = false;
      yield rows.map((record) => this.#row(record));
    }
  }

  #row({ line, cells, problem }: CsvRecord): CsvRow | UnreadableLine {
    if (problem !== undefined) return { line, unreadable: problem };
    const expected = this.columns.length;
    if (cells.length !== expected)
      return { line, unreadable: `expected ${expected} cells as in the header, got ${cells.length}` };
    return { line, cells: Object.fromEntries(this.columns.map((name, i) => [name, cells[i] || null])) };
  }
}

/** @throws Error with the path */
async function* readRecords(path: string): AsyncGenerator<CsvRecord[]> {
  const records = new CsvRecords();
  let isFirst = true;
  try {
    for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: 256 * 1024 })) {
      yield records.feed(isFirst ? (chunk as string).replace(/^\uFEFF/, '') : (chunk as string));
      isFirst = false;
    }
    yield records.end();
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new Error(`${path}: ${cause.message}`, { cause });
  }
}
