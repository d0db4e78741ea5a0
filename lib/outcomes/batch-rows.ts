import type { ErasedOutcomeRecord, LogRecord } from '../log/record.ts';
import type { RowResult } from './batch.ts';
import type { JoinedRow } from './joined-row.ts';
import { formatPositions, parsePositions } from './positions.ts';
import { isOutcome, isRejection, type LateRow, type ReadRow, type RowRejection } from './row.ts';

/** A row after the join: with its prediction, or what it is without one. */
export type JudgedRow = JoinedRow | LateRow | Exclude<ReadRow, { subject: unknown }>;

export const isJoined = (row: JudgedRow): row is JoinedRow => 'prediction' in row;

/** The rows of a batch with what came of joining those that can be joined, in order. */
export function judgeRows(rows: readonly ReadRow[], joined: Iterator<JoinedRow | RowRejection>): JudgedRow[] {
  return rows.map((row) => (isOutcome(row) ? (joined.next().value as JoinedRow | RowRejection) : row));
}

/** The rows without those that may be accepted later. */
export const leaveLate = (rows: readonly JudgedRow[]): JudgedRow[] =>
  rows.map((row) => (isRejected(row) && row.retryable ? { at: row.at, late: true } : row));

/** What a batch took, and what it left for later: with this and its records its results can be given again. */
export interface Taken {
  taken: ReadonlySet<number>;
  left: ReadonlySet<number>;
}

/** As it is noted beside the key of the batch. */
export function formatTaken(rows: readonly JudgedRow[]): string {
  const positions = (isOne: (row: JudgedRow) => boolean) =>
    formatPositions(rows.flatMap((row, i) => (isOne(row) ? i : [])));
  const left = positions((row) => 'late' in row);
  return left === '' ? positions(isJoined) : `${positions(isJoined)};${left}`;
}

export function parseTaken(note: string): Taken {
  const [taken = '', left = ''] = note.split(';');
  return { taken: new Set(parsePositions(taken)), left: new Set(parsePositions(left)) };
}

/** The results of rows whose outcomes have been written: `records` begin with them. */
export function resultsOf(rows: readonly JudgedRow[], records: readonly LogRecord[]): RowResult[] {
  const written = records.values();
  return rows.map((row) => {
    if (!isJoined(row)) return row;
    return acceptedRow(row.row.at, written.next().value);
  });
}

/**
 * The results of a batch that was taken before: outcomes are what was written then. The other rows are judged again for
 * what is wrong with them; what would be right by now was not visible then.
 * @param others the rows that were not taken, judged again, in order
 */
export function resultsAgain(
  rows: readonly ReadRow[],
  { taken, left }: Taken,
  others: readonly JudgedRow[],
  records: readonly LogRecord[],
): RowResult[] {
  const written = records.values();
  const judged = others.values();
  return rows.map(({ at }, i) => {
    if (taken.has(i)) {
      const record = written.next().value;
      return record?.type === 'erased_outcome' ? erasedRow(at, record) : acceptedRow(at, record);
    }
    const row = judged.next().value!;
    if (left.has(i)) return { at, late: true };
    if (!isJoined(row)) return row;
    const detail = 'expected a prediction that was visible when the row first came, got one that was not yet';
    return { at, model: row.row.model, reason: 'unknown_prediction', detail, retryable: true };
  });
}

function erasedRow(at: string, { model }: ErasedOutcomeRecord): RowRejection {
  const detail = 'expected a prediction that is there, got one that was erased since the row was taken';
  return { at, model, reason: 'unknown_prediction', detail, retryable: false };
}

function acceptedRow(at: string, record: LogRecord | undefined): RowResult {
  if (record?.type === 'outcome') return { at, outcome: record };
  throw new Error(`${at}: expected the outcome that was written, got ${record?.type ?? 'nothing'}`);
}

export const isRejected = (row: JudgedRow): row is RowRejection => !isJoined(row) && isRejection(row);
