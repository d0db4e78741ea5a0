import type { MarkedRow, PollLedger } from './ledger.ts';
import type { Tag } from './state.ts';

/** Epochs are doubles: a watermark of a microsecond less must not be forgotten. */
const PRECISION_SECONDS = 0.001;

export interface DatabasePosition {
  /** Where the next poll begins, less the overlap, as text; null before the first. */
  watermark: string | null;
  /** The same as a number, where it is one. */
  level?: Tag;
  /** Nothing before this watermark is read again. */
  floor?: string;
  /** Nor its rows whose key, in this column, is no later than this one. */
  after?: { column: string; key: string };
}

/** Rows that are read again must not lead back: of those before them nothing is known any more. */
export const isBefore = (at: { level: Tag }, { level }: DatabasePosition): boolean =>
  typeof level === 'number' && Number(at.level) < level;

export function moveOn(
  ledger: PollLedger<DatabasePosition>,
  at: { watermark: string; level: Tag },
  overlap: number,
  manyRows: number,
): void {
  const { watermark: _, level: __, ...before } = ledger.position;
  ledger.moveTo({ ...at, ...before });
  ledger.keep((tag) => isReadAgain(tag, at.level, overlap));
  if (overlap === 0 || ledger.size < manyRows) return;
  ledger.moveTo({ ...at, ...(before.floor === at.watermark ? before : { floor: at.watermark }) });
  ledger.keep((tag) => isReadAgain(tag, at.level, 0));
}

/** Behind a row of a watermark that no row can come to any more: those up to it are not read again, and so not known. */
export function moveInside(
  ledger: PollLedger<DatabasePosition>,
  at: { watermark: string; level: Tag },
  after: { column: string; key: string },
  passed: readonly MarkedRow[],
): void {
  const digests = new Set(passed.map(({ digest }) => digest));
  ledger.moveTo({ ...at, floor: at.watermark, after });
  ledger.keep((tag, digest) => isReadAgain(tag, at.level, 0) && !digests.has(digest));
}

/** How many rows are known whose watermark is this one. */
export const knownAt = (ledger: PollLedger<DatabasePosition>, level: Tag): number =>
  ledger.count((tag) => isReadAgain(tag, level, 0) && (typeof tag !== 'number' || tag <= Number(level)));

/** Of what is no time the next poll reads only the last watermark again. */
const isReadAgain = (tag: Tag, newest: Tag, overlapSeconds: number): boolean =>
  typeof tag === 'number' && typeof newest === 'number'
    ? tag >= newest - overlapSeconds - PRECISION_SECONDS
    : tag === newest;
