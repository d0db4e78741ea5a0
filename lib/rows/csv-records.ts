import { isUtf8 } from 'node:buffer';
import { CsvError, type Info, parse } from 'csv-parse/sync';
import { afterFirstBreak, afterLastBreak, countBreaks, endsWithBreak, leadingBreaks } from './line-breaks.ts';

/** A record, or what is wrong with it, and the lines it lies on; the first line is 1. */
export type CsvRecord = { line: number; lastLine: number } & ({ cells: string[] } | { problem: string });

/** Bytes, where not all of the text is UTF-8. */
type Cell = string | Buffer;

/** In bytes; longer ones are no rows, and would fill the memory. */
const LONGEST = 16 * 1024 * 1024;
const TOO_LONG = `expected a row of at most ${LONGEST} bytes, got more`;
const BLOCK = 256 * 1024;
const BYTE_ORDER_MARK = Buffer.from('\uFEFF');
const OPTIONS = {
  record_delimiter: ['\r\n', '\n', '\r'],
  // Whoever knows the header says how many there should be.
  relax_column_count: true,
  skip_empty_lines: true,
};
const PROBLEMS: Record<string, string> = {
  CSV_QUOTE_NOT_CLOSED: 'expected a closing quote, got none',
  CSV_INVALID_CLOSING_QUOTE: 'expected a comma or the end of the line after a closing quote, got more text',
  INVALID_OPENING_QUOTE: 'expected a quote only around a whole cell, got one inside',
};

/**
 * Records of CSV text (RFC 4180, UTF-8, a byte order mark is left out) that comes in pieces. Lines end with LF, CR LF
 * or CR; those without anything are no records. Where quotes go wrong, only the line on which the record begins is
 * given up, and the next one is read as a record again: else a stray quote would take with it all that follows.
 */
export class CsvRecords {
  #bytes: Buffer = Buffer.alloc(0);
  #line = 1;
  #isStart = true;
  readonly #block: number;
  /** More each time that a record does not end yet: its beginning is parsed again and again. */
  #enough: number;
  /** Inside a line that was given up. */
  #isSkipping = false;

  /** @param block how many bytes are parsed at once, if there are so many */
  constructor(block = BLOCK) {
    this.#block = block;
    this.#enough = Math.max(block, BYTE_ORDER_MARK.length);
  }

  /** Records that end in the text so far, not always all, a part at a time. To be read to its end. */
  *feed(piece: Uint8Array): Generator<CsvRecord[]> {
    this.#bytes = Buffer.concat([this.#bytes, piece]);
    if (this.#bytes.length >= this.#enough) yield* this.#read(false);
  }

  /** The others; the last one needs no end of its line. */
  *end(): Generator<CsvRecord[]> {
    yield* this.#read(true);
  }

  *#read(isEnd: boolean): Generator<CsvRecord[]> {
    if (this.#isStart && this.#bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK))
      this.#bytes = this.#bytes.subarray(BYTE_ORDER_MARK.length);
    this.#isStart = false;
    if (this.#isSkipping) this.#skipLine();
    const least = Math.max(this.#block, 1);
    // What waited for a quote to be closed may be many short lines: not all of them become records at once.
    let size = least;
    for (;;) {
      const isAll = size >= this.#bytes.length;
      const part = this.#bytes.subarray(0, size);
      const whole = isEnd && isAll ? part.length : afterLastBreak(part);
      const text = part.subarray(0, whole);
      // Cells are texts at once where all of them can be, which takes half the time.
      const isText = isUtf8(text);
      const { found, problem } = parseWhole(text, isText ? 'utf8' : null);
      const records: CsvRecord[] = [];
      let start = 0;
      for (const { cells, end } of found) {
        records.push(this.#take(cells, end - start, isText));
        start = end;
      }
      if (problem === undefined) {
        this.#advance(whole - start);
        yield records;
        if (isAll) break;
        size = whole === 0 ? 2 * size : least;
        continue;
      }
      const isOpen = problem === 'CSV_QUOTE_NOT_CLOSED';
      if (!isOpen || (isAll ? isEnd || this.#bytes.length > LONGEST : size > LONGEST)) {
        records.push(this.#giveUp(PROBLEMS[problem] ?? `expected CSV, got ${problem}`));
        size = least;
        yield records;
        continue;
      }
      yield records;
      if (isAll) break;
      if (found.length === 0) size *= 2;
    }
    if (this.#bytes.length > LONGEST) yield [this.#giveUp(TOO_LONG)];
    this.#enough = 2 * this.#bytes.length + this.#block;
  }

  #take(cells: Cell[], length: number, isText: boolean): CsvRecord {
    const blank = leadingBreaks(this.#bytes);
    this.#advance(blank);
    const line = this.#line;
    const bytes = this.#bytes.subarray(0, length - blank);
    this.#advance(bytes.length);
    const lines = { line, lastLine: this.#line - (endsWithBreak(bytes) ? 1 : 0) };
    if (length > LONGEST) return { ...lines, problem: TOO_LONG };
    if (!isText && !isUtf8(bytes)) return { ...lines, problem: 'expected UTF-8 text, got other bytes' };
    return { ...lines, cells: isText ? (cells as string[]) : cells.map(String) };
  }

  #giveUp(problem: string): CsvRecord {
    this.#advance(leadingBreaks(this.#bytes));
    const line = this.#line;
    this.#skipLine();
    return { line, lastLine: line, problem };
  }

  #skipLine(): void {
    const next = afterFirstBreak(this.#bytes);
    this.#isSkipping = next === undefined;
    // A break at the end may be the half of one.
    this.#advance(next ?? this.#bytes.length - (endsWithBreak(this.#bytes) ? 1 : 0));
  }

  #advance(length: number): void {
    this.#line += countBreaks(this.#bytes.subarray(0, length));
    this.#bytes = this.#bytes.subarray(length);
  }
}

/** The records of bytes that end with one, up to the first with a problem. */
function parseWhole(
  bytes: Buffer,
  encoding: 'utf8' | null,
): { found: { cells: Cell[]; end: number }[]; problem?: string } {
  const found: { cells: Cell[]; end: number }[] = [];
  const keep = (cells: unknown, { bytes: end }: Info): null => {
    found.push({ cells: cells as Cell[], end });
    return null;
  };
  try {
    parse(bytes, { ...OPTIONS, encoding, on_record: keep });
    return { found };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { found, problem: error.code };
  }
}
