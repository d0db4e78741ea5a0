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

export interface PollLimits {
  /** From so many rows on that could be read again, only the last ones are, unless a source says how far back. */
  manyRows: number;
  /** However little time is left, a query that takes no longer should get on. */
  leastTimeoutMs: number;
}

const LIMITS: PollLimits = { manyRows: 200_000, leastTimeoutMs: 10_000 };

export interface DatabasePosition {
  /** Where the next poll begins, less the overlap, as text; null before the first. */
  watermark: string | null;
  /** The same as a number, where it is one. */
  level?: Tag;
  /** Nothing before this watermark is read again. */
  floor?: string;
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
  { manyRows, leastTimeoutMs } = LIMITS,
): Promise<void> {
  const { database } = source;
  const timeoutMs = () => Math.max(leastTimeoutMs, options.until - options.now());
  const type = await typeOf(source, url, timeoutMs());
  if (type === undefined) return;
  const overlap = overlapOf(database, type);
  const most = database.overlap_seconds === undefined ? manyRows : Number.POSITIVE_INFINITY;
  const { watermark, floor } = ledger.position;
  const values = [watermark, floor].filter((value) => typeof value === 'string');
  const rows = await openPostgres(url, scanQuery(database, type, watermark, floor), source.name, {
    values,
    rowsARead: database.batch,
    timesAsText: true,
    timeoutMs: timeoutMs(),
  });
  try {
    const reader = new RowReader(source, rows.columns);
    let isHeld = false;
    for await (const part of rows.rows()) {
      const { known } = notes;
      const late = await ledger.take(part.map((row) => marked(row, reader, options)));
      isHeld ||= late.length > 0;
      const { [WATERMARK]: last, [LEVEL]: level } = cellsOf(part.at(-1)!);
      const at = { watermark: String(last), level: level as Tag };
      // Rows that have to be read again keep the next poll from beginning behind them.
      if (!isHeld && !isBefore(at, ledger.position)) moveOn(ledger, at, overlap, most);
      await ledger.save();
      // However many rows are read again, a run has to get to the new ones.
      const isAllKnown = notes.known - known === part.length;
      if (isAllKnown || options.now() < options.until) continue;
      notes.more = true;
      return;
    }
  } finally {
    await rows.close();
  }
}

/** Rows that are read again must not lead back: of those before them nothing is known any more. */
const isBefore = (at: { level: Tag }, { level }: DatabasePosition): boolean =>
  typeof level === 'number' && Number(at.level) < level;

function moveOn(
  ledger: PollLedger<DatabasePosition>,
  at: { watermark: string; level: Tag },
  overlap: number,
  manyRows: number,
): void {
  const { floor } = ledger.position;
  ledger.moveTo({ ...at, ...(floor !== undefined && { floor }) });
  ledger.keep((tag) => isReadAgain(tag, at.level, overlap));
  if (overlap === 0 || ledger.size < manyRows) return;
  ledger.moveTo({ ...at, floor: at.watermark });
  ledger.keep((tag) => isReadAgain(tag, at.level, 0));
}

function marked(row: SourceRow, reader: RowReader, { digest, now }: PollOptions): MarkedRow {
  const { [WATERMARK]: watermark, [KEY]: key, [LEVEL]: tag, ...cells } = cellsOf(row);
  return { digest: digest(watermark, key), tag: tag as Tag, row: reader.read({ at: row.at, cells }, now()) };
}

function cellsOf(row: SourceRow): Readonly<Record<string, unknown>> {
  if ('cells' in row) return row.cells;
  throw new Error(`${row.at}: expected cells, got ${row.unreadable}`);
}

/** Of what is no time the next poll reads only the last watermark again. */
const isReadAgain = (tag: Tag, newest: Tag, overlapSeconds: number): boolean =>
  typeof tag === 'number' && typeof newest === 'number'
    ? tag >= newest - overlapSeconds - PRECISION_SECONDS
    : tag === newest;

async function typeOf(source: DatabaseSource, url: string, timeoutMs: number): Promise<string | undefined> {
  const rows = await openPostgres(url, typeQuery(source.database), source.name, { timeoutMs });
  try {
    for await (const [row] of rows.rows()) if (row && 'cells' in row) return String(row.cells.type);
    return undefined;
  } finally {
    await rows.close();
  }
}
