import type { ErasedOutcomeRecord, LogRecord } from '../log/record.ts';
import type { RowResult } from './batch.ts';
import type { JoinedRow } from './joined-row.ts';
import { isOutcome, isRejection, type ReadRow, type RowRejection } from './row.ts';

/** A row after the join: with its prediction, or what it is without one. */
export type JudgedRow = JoinedRow | Exclude<ReadRow, { subject: unknown }>;

export const isJoined = (row: JudgedRow): row is JoinedRow => 'prediction' in row;

/** The rows of a batch with what came of joining those that can be joined, in order. */
export function judgeRows(rows: readonly ReadRow[], joined: Iterator<JoinedRow | RowRejection>): JudgedRow[] {
  return rows.map((row) => (isOutcome(row) ? (joined.next().value as JoinedRow | RowRejection) : row));
}

/** Where the rows are that became outcomes. */
export const acceptedPositions = (rows: readonly JudgedRow[]): number[] =>
  rows.flatMap((row, i) => (isJoined(row) ? i : []));

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
 * @param taken where the rows are that were taken
 * @param others the other rows, judged again, in order
 */
export function resultsAgain(
  rows: readonly ReadRow[],
  taken: ReadonlySet<number>,
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
