import type { FileSource } from '../outcomes/source.ts';
import { type FileRow, groupOf } from './file-row.ts';

/** So many that the rows of one are few. */
const PARTS = 64;
const CHUNK_CHARACTERS = 64 * 1024;
/** Of a part that are objects at once, where most of a file is about one thing, or about nothing: 8 MB of text. */
const SECTION_CHUNKS = 128;

/** Rows that are taken together, however far apart they stand in the file. */
export interface WindowSize {
  rows: number;
  bytes: number;
}

/**
 * Many rows of a file, kept as text outside the heap, in parts by what they have in common: a segment of predictions is
 * read once for all rows about it, and only the rows of one part are objects.
 */
export class RowWindow {
  readonly #source: FileSource;
  readonly #size: WindowSize;
  readonly #parts = Array.from({ length: PARTS }, () => ({ chunks: [] as Buffer[], open: '' }));
  #columns: string[] | undefined;
  #bytes = 0;
  /** How many there are. */
  count = 0;

  constructor(source: FileSource, size: WindowSize) {
    this.#source = source;
    this.#size = size;
  }

  get isFull(): boolean {
    return this.count >= this.#size.rows || this.#bytes >= this.#size.bytes;
  }

  add(row: FileRow): void {
    const part = this.#parts[hash(groupOf(this.#source, row)) % PARTS]!;
    const text = this.#encode(row);
    part.open += part.open === '' ? text : `,${text}`;
    this.#bytes += text.length;
    this.count++;
    if (part.open.length < CHUNK_CHARACTERS) return;
    part.chunks.push(Buffer.from(part.open));
    part.open = '';
  }

  /** Names of columns are the same in all rows, and would be half of the text. */
  #encode(row: FileRow): string {
    if (!('cells' in row)) return JSON.stringify(row);
    this.#columns ??= Object.keys(row.cells);
    return JSON.stringify([row.position, row.at, this.#columns.map((name) => row.cells[name])]);
  }

  #decode(text: string): FileRow[] {
    const rows = JSON.parse(`[${text}]`) as (FileRow | [number, string, unknown[]])[];
    return rows.map((row) => {
      if (!Array.isArray(row)) return row;
      const [position, at, values] = row;
      const cells: Record<string, unknown> = {};
      for (const [i, name] of this.#columns!.entries()) cells[name] = values[i];
      return { position, at, cells };
    });
  }

  *#sections(): Generator<FileRow[]> {
    for (const { chunks, open } of this.#parts) {
      for (let first = 0; first <= chunks.length; first += SECTION_CHUNKS) {
        const section = chunks.slice(first, first + SECTION_CHUNKS).map(String);
        if (first + SECTION_CHUNKS > chunks.length) section.push(open);
        yield section.flatMap((text) => this.#decode(text));
      }
    }
  }

  /** All rows, those of a group behind each other and in order of the file; always the same batches. */
  *batches(size: number): Generator<FileRow[]> {
    let batch: FileRow[] = [];
    for (const rows of this.#sections()) {
      for (const group of Map.groupBy(rows, (row) => groupOf(this.#source, row)).values()) {
        for (const row of group) {
          if (batch.push(row) < size) continue;
          yield batch;
          batch = [];
        }
      }
    }
    if (batch.length > 0) yield batch;
  }
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
