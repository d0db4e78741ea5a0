import type { OutcomeRecord } from '../log/record.ts';
import type { LateRow, PendingRow, ReadRow, RowRejection } from './row.ts';

/**
 * As many as a job should take together: a put of some 4 MB. Fewer cost more puts, more cost more memory; between 5,000
 * and 20,000 the time is the same.
 */
export const JOB_BATCH_ROWS = 5_000;

/** Rows that are taken together: all of them become durable in one step, or none. */
export interface OutcomeBatch {
  rows: readonly ReadRow[];
  /**
   * A batch with a key is taken once, however often it comes: the rows that were taken are, and the others are not.
   * `name`: 1 to 255 visible ASCII characters; `request`: what the key stands for, which must not change.
   */
  key?: { name: string; request: string } | undefined;
}

export interface AcceptedRow {
  at: string;
  outcome: OutcomeRecord;
}

export type RowResult = AcceptedRow | RowRejection | PendingRow | LateRow;

export const isLate = (result: RowResult): boolean => 'late' in result;

export const isAccepted = (result: RowResult): result is AcceptedRow => 'outcome' in result;

/** What came of a batch. */
export type BatchResult =
  /** In order of the rows. */
  | { rows: RowResult[] }
  /** Nothing was taken: the rows at these positions may be accepted later, and the caller wants to come again then. */
  | { deferred: number[] }
  /** Nothing is known to be taken; with a key the batch can simply come again. */
  | { error: unknown };
