import { RowReader } from '../outcomes/row-reader.ts';
import type { DatabaseSource } from '../outcomes/source.ts';
import { openPostgres } from '../rows/postgres.ts';
import type { SourceRow } from '../rows/row-source.ts';
import { type DatabasePosition, isBefore, knownAt, moveInside, moveOn } from './database-position.ts';
import {
  FINAL,
  KEY,
  LEVEL,
  overlapOf,
  scanQuery,
  type Types,
  typeQuery,
  WATERMARK,
} from './database-query.ts';
import type { Digest } from './digest.ts';
import type { MarkedRow, PollLedger } from './ledger.ts';
import type { PollNotes } from './notes.ts';
import type { Tag } from './state.ts';

export interface PollLimits {
  /**
   * From so many rows on that could be read again, only the last ones are, unless a source says how far back; and of one
   * watermark, that nothing can come to any more, only those behind the last.
   */
  manyRows: number;
  /** However little time is left, a query that takes no longer should get on. */
  leastTimeoutMs: number;
}

const LIMITS: PollLimits = { manyRows: 200_000, leastTimeoutMs: 10_000 };

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
  limits = LIMITS,
): Promise<void> {
  const timeoutMs = () => Math.max(limits.leastTimeoutMs, options.until - options.now());
  const types = await typesOf(source, url, timeoutMs());
  if (types === undefined) return;
  const scan = (asksFinal: boolean) =>
    scanDatabase(ledger, { source, url, types, asksFinal, timeoutMs: timeoutMs() }, notes, options, limits);
  const { level } = ledger.position;
  const isCrowded = level !== undefined && knownAt(ledger, level) >= limits.manyRows;
  if ((await scan(isCrowded)) === 'crowded') await scan(true);
}

interface Scan {
  source: DatabaseSource;
  url: string;
  types: Types;
  asksFinal: boolean;
  timeoutMs: number;
}

/** `crowded`: so many rows of one watermark may be read again that it has to be asked whether any can come to it. */
async function scanDatabase(
  ledger: PollLedger<DatabasePosition>,
  { source, url, types, asksFinal, timeoutMs }: Scan,
  notes: PollNotes,
  options: PollOptions,
  { manyRows }: PollLimits,
): Promise<'crowded' | undefined> {
  const { database, name } = source;
  const overlap = overlapOf(database, types.watermark);
  const most = database.overlap_seconds === undefined ? manyRows : Number.POSITIVE_INFINITY;
  const { watermark, floor, after } = ledger.position;
  // Keys of another column say nothing: what they kept from being read is then read once more.
  const isInside = after?.column === database.key;
  const bounds = {
    from: watermark !== null,
    floor: floor === undefined ? undefined : { isInside },
    asksFinal,
  };
  const rows = await openPostgres(url, scanQuery(database, types, bounds), name, {
    values: [watermark, floor, isInside ? after.key : undefined].filter((value) => typeof value === 'string'),
    rowsARead: database.batch,
    timesAsText: true,
    timeoutMs,
  });
  try {
    const reader = new RowReader(source, rows.columns);
    let isHeld = false;
    for await (const part of rows.rows()) {
      const { known } = notes;
      const taken = part.map((row) => marked(row, reader, options));
      const late = await ledger.take(taken);
      isHeld ||= late.length > 0;
      const { [WATERMARK]: last, [LEVEL]: level, [KEY]: key, [FINAL]: isFinal } = cellsOf(part.at(-1)!);
      const at = { watermark: String(last), level: level as Tag };
      // Rows that have to be read again keep the next poll from beginning behind them.
      if (!isHeld && !isBefore(at, ledger.position)) {
        moveOn(ledger, at, overlap, most);
        if (isFinal === true && typeof key === 'string')
          moveInside(ledger, at, { column: database.key, key }, taken);
      }
      await ledger.save();
      // However many rows are read again, a run has to get to the new ones.
      const isAllKnown = notes.known - known === part.length;
      if (!isAllKnown && options.now() >= options.until) {
        notes.more = true;
        return undefined;
      }
      if (asksFinal || isHeld || ledger.size < manyRows) continue;
      if (knownAt(ledger, at.level) >= manyRows) return 'crowded';
    }
    return undefined;
  } finally {
    await rows.close();
  }
}

function marked(row: SourceRow, reader: RowReader, { digest, now }: PollOptions): MarkedRow {
  const { [WATERMARK]: watermark, [KEY]: key, [LEVEL]: tag, [FINAL]: _, ...cells } = cellsOf(row);
  return { digest: digest(watermark, key), tag: tag as Tag, row: reader.read({ at: row.at, cells }, now()) };
}

function cellsOf(row: SourceRow): Readonly<Record<string, unknown>> {
  if ('cells' in row) return row.cells;
  throw new Error(`${row.at}: expected cells, got ${row.unreadable}`);
}

async function typesOf(source: DatabaseSource, url: string, timeoutMs: number): Promise<Types | undefined> {
  const rows = await openPostgres(url, typeQuery(source.database), source.name, { timeoutMs });
  try {
    for await (const [row] of rows.rows())
      if (row && 'cells' in row)
        return { watermark: String(row.cells.watermark), key: String(row.cells.key) };
    return undefined;
  } finally {
    await rows.close();
  }
}
