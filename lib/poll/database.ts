import { RowReader } from '../outcomes/row-reader.ts';
import type { DatabaseSource } from '../outcomes/source.ts';
import { openPostgres } from '../rows/postgres.ts';
import type { SourceRow } from '../rows/row-source.ts';
import { KEY, LEVEL, overlapOf, scanQuery, typeQuery, WATERMARK } from './database-query.ts';
import type { Digest } from './digest.ts';
import type { MarkedRow, PollLedger } from './ledger.ts';
import type { PollNotes } from './notes.ts';
import type { Tag } from './state.ts';

/** Epochs are doubles: a watermark of a microsecond less must not be forgotten. */
const PRECISION_SECONDS = 0.001;

/** However little time is left, a query that takes no longer should get on. */
const LEAST_TIMEOUT_MS = 10_000;

/** Where the next poll begins, less the overlap: the text of the watermark; null before the first. */
export interface DatabasePosition {
  watermark: string | null;
}

export interface PollOptions {
  digest: Digest;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** When a run has to end, by the same clock. */
  until: number;
}

/**
 * Reads what is new in the result of a query, a batch at a time.
 * @param url of the database
 * @throws Error when the database cannot be reached or the query is refused; OvertakenError, StoreUnavailableError
 */
export async function pollDatabase(
  ledger: PollLedger<DatabasePosition>,
  source: DatabaseSource,
  url: string,
  notes: PollNotes,
  options: PollOptions,
): Promise<void> {
  const { database } = source;
  const type = await typeOf(source, url);
  if (type === undefined) return;
  const overlap = overlapOf(database, type);
  const from = ledger.position.watermark;
  const rows = await openPostgres(url, scanQuery(database, type, from), source.name, {
    values: from === null ? [] : [from],
    rowsARead: database.batch,
    timesAsText: true,
    timeoutMs: Math.max(LEAST_TIMEOUT_MS, options.until - options.now()),
  });
  try {
    const reader = new RowReader(source, rows.columns);
    let isHeld = false;
    for await (const part of rows.rows()) {
      const late = await ledger.take(part.map((row) => marked(row, reader, options)));
      isHeld ||= late.length > 0;
      const last = part.at(-1)!;
      // Rows that have to be read again keep the next poll from beginning behind them.
      if (!isHeld && 'cells' in last) {
        ledger.moveTo({ watermark: String(last.cells[WATERMARK]) });
        const newest = last.cells[LEVEL] as Tag;
        ledger.keep((tag) => isReadAgain(tag, newest, overlap));
      }
      await ledger.save();
      if (options.now() < options.until) continue;
      notes.more = true;
      return;
    }
  } finally {
    await rows.close();
  }
}

function marked(row: SourceRow, reader: RowReader, { digest, now }: PollOptions): MarkedRow {
  if (!('cells' in row)) throw new Error(`${row.at}: expected cells, got ${row.unreadable}`);
  const { [WATERMARK]: watermark, [KEY]: key, [LEVEL]: tag, ...cells } = row.cells;
  return { digest: digest(watermark, key), tag: tag as Tag, row: reader.read({ at: row.at, cells }, now()) };
}

/** Of what is no time the next poll reads only the last watermark again. */
const isReadAgain = (tag: Tag, newest: Tag, overlapSeconds: number): boolean =>
  typeof tag === 'number' && typeof newest === 'number'
    ? tag >= newest - overlapSeconds - PRECISION_SECONDS
    : tag === newest;

async function typeOf(source: DatabaseSource, url: string): Promise<string | undefined> {
  const rows = await openPostgres(url, typeQuery(source.database), source.name);
  try {
    for await (const [row] of rows.rows()) if (row && 'cells' in row) return String(row.cells.type);
    return undefined;
  } finally {
    await rows.close();
  }
}
