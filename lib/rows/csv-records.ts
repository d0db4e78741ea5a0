/** Longer ones are no rows but a quote that was never closed; they would fill the memory. */
const LONGEST = 16 * 1024 * 1024;

export interface CsvRecord {
  /** Where it begins; the first line is 1. */
  line: number;
  cells: string[];
  /** Why its cells are not to be trusted. */
  problem?: string;
}

/**
 * Records of CSV text (RFC 4180) that comes in pieces. Cells are separated by commas and quoted by `"`, lines end with
 * LF, CR LF or CR, and inside quotes a cell goes on over the end of a line. Lines without anything are no records.
 */
export class CsvRecords {
  #text = '';
  #line = 1;

  /** The records that end in the text so far. @throws RangeError when one has more than 16 M characters */
  feed(piece: string): CsvRecord[] {
    this.#text += piece;
    const records = this.#take(false);
    if (this.#text.length > LONGEST)
      throw new RangeError(
        `line ${this.#line}: expected a row of at most ${LONGEST} characters, got more: is a quote not closed?`,
      );
    return records;
  }

  /** The last one, which needs no end of its line. */
  end(): CsvRecord[] {
    return this.#take(true);
  }

  #take(isEnd: boolean): CsvRecord[] {
    const records: CsvRecord[] = [];
    let start = 0;
    while (start < this.#text.length) {
      const found = readRecord(this.#text, start, isEnd);
      if (!found) break;
      const { next, lines, isBlank, ...record } = found;
      if (!isBlank) records.push({ line: this.#line, ...record });
      this.#line += lines;
      start = next;
    }
    this.#text = this.#text.slice(start);
    return records;
  }
}

interface Found {
  cells: string[];
  problem?: string;
  isBlank: boolean;
  /** Where the next record begins, and how many lines on. */
  next: number;
  lines: number;
}

/** Undefined when the text ends before the record may. */
function readRecord(text: string, start: number, isEnd: boolean): Found | undefined {
  const cells: string[] = [];
  let problem: string | undefined;
  let lines = 1;
  let at = start;
  for (;;) {
    let stop: number;
    if (text[at] === '"') {
      const close = closingQuote(text, at + 1);
      // A quote at the end of the text may be half of an escaped one.
      if (!isEnd && (close === undefined || close + 1 === text.length)) return undefined;
      if (close === undefined) problem = 'expected a closing quote, got the end of the file';
      const cell = text.slice(at + 1, close);
      cells.push(cell.replaceAll('""', '"'));
      lines += cell.match(/\r\n|[\r\n]/g)?.length ?? 0;
      const after = close === undefined ? text.length : close + 1;
      stop = separator(text, after);
      if (stop > after)
        problem ??= 'expected a comma or the end of the line after a closing quote, got more text';
    } else {
      stop = separator(text, at);
      cells.push(text.slice(at, stop));
    }
    if (stop === text.length && !isEnd) return undefined;
    if (text[stop] === ',') {
      at = stop + 1;
      continue;
    }
    // A CR at the end of the text may be half of a CR LF.
    if (text[stop] === '\r' && stop + 1 === text.length && !isEnd) return undefined;
    const next = stop + (text.startsWith('\r\n', stop) ? 2 : 1);
    const isBlank = stop === start;
    return { cells, isBlank, next, lines, ...(problem !== undefined && { problem }) };
  }
}

function closingQuote(text: string, from: number): number | undefined {
  for (let at = text.indexOf('"', from); at !== -1; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at;
  }
  return undefined;
}

/** Where the cell ends: at a comma, at the end of the line, or of the text. */
function separator(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 44 || code === 10 || code === 13) return at;
  }
  return text.length;
}
