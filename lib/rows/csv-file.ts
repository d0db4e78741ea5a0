import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type CsvRecord, CsvRecords } from './csv-records.ts';

/** Where something begins and ends; the header is line 1. */
export interface Lines {
  line: number;
  lastLine: number;
}

export interface CsvRow extends Lines {
  /** By column; null for an empty one. */
  cells: Record<string, string | null>;
}

/** Lines that are no row of these columns. */
export interface UnreadableLines extends Lines {
  unreadable: string;
}

export const shownLines = ({ line, lastLine }: Lines): string =>
  line === lastLine ? `line ${line}` : `lines ${line} to ${lastLine}`;

/** A CSV file with a header (RFC 4180, UTF-8), read a part at a time. */
export class CsvFile {
  readonly columns: readonly string[];
  readonly #path: string;

  private constructor(path: string, columns: readonly string[]) {
    this.#path = path;
    this.columns = columns;
  }

  /** @throws Error when there is no such file, it is no regular one, or it has no header with distinct names */
  static async open(path: string): Promise<CsvFile> {
    // It is read twice, which a pipe cannot be.
    const found = await stat(path);
    if (!found.isFile())
      throw new Error(
        `${path}: expected a file, got ${found.isDirectory() ? 'a folder' : 'a pipe or device'}`,
      );
    for await (const [header] of readRecords(path)) {
      if (!header) continue;
      if ('problem' in header) throw new Error(`${path}: ${shownLines(header)}: ${header.problem}`);
      const names = header.cells.map((name) => name.trim());
      // Spreadsheets write empty columns too.
      const twice = names.find((name, i) => name !== '' && names.indexOf(name) !== i);
      if (twice !== undefined)
        throw new Error(`${path}: expected each column once, got ${JSON.stringify(twice)} more than once`);
      return new CsvFile(path, header.cells);
    }
    throw new Error(`${path}: expected a header, got an empty file`);
  }

  /** In order. @throws Error when the file cannot be read on */
  async *rows(): AsyncGenerator<(CsvRow | UnreadableLines)[]> {
    let isFirst = true;
    for await (const records of readRecords(this.#path)) {
      const rows = isFirst ? records.slice(1) : records;
      if (records.length > 0) isFirst = false;
      yield rows.map((record) => this.#row(record));
    }
  }

  #row(record: CsvRecord): CsvRow | UnreadableLines {
    const { line, lastLine } = record;
    if ('problem' in record) return { line, lastLine, unreadable: record.problem };
    const { cells } = record;
    const expected = this.columns.length;
    if (cells.length !== expected) {
      const unreadable = `expected ${expected} cells as in the header, got ${cells.length}`;
      return { line, lastLine, unreadable };
    }
    return {
      line,
      lastLine,
      cells: Object.fromEntries(this.columns.map((name, i) => [name, cells[i] || null])),
    };
  }
}

async function* readRecords(path: string): AsyncGenerator<CsvRecord[]> {
  const records = new CsvRecords();
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 }))
    yield* records.feed(chunk as Buffer);
  yield* records.end();
}
