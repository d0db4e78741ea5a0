import type { RecordPlace } from '../log/id.ts';
import type { FeedbackReason, RowReason } from '../metrics/reasons.ts';

/** What an outcome is about: one prediction, or the latest one of an entity before the outcome. */
export type Subject = { predictionId: string; place: RecordPlace } | { entityId: string };

/** One outcome as a source says it, checked as far as that is possible without its prediction. */
export interface OutcomeRow {
  /** Where the source has it, for messages. */
  at: string;
  /** As the id or the source says; whether there is such a model is found out with the prediction. */
  model: string;
  subject: Subject;
  /** One of the classes of the version that answered, if it is right. */
  actual: unknown;
  /** What the source believes was predicted; compared, never believed. */
  predicted?: unknown;
  /** When the outcome became known, as the source says; milliseconds since the epoch. */
  observed?: number;
  /** Since when the row waits for its prediction, as far as that is known; milliseconds since the epoch. */
  since?: number;
  reviewer?: string;
  /** Of a reviewer only: what other systems write beside an outcome may be about people. */
  note?: string;
}

/** A row that cannot be an outcome, or not yet. */
export interface RowRejection {
  at: string;
  /** As the row says; undefined where it says none. */
  model: string | undefined;
  reason: RowReason | FeedbackReason;
  /** What was expected and what came. It may have values of the row, and is stored beside the file it is of, if at all. */
  detail: string;
  /** The same row may be accepted later: its prediction may not be visible yet. */
  retryable: boolean;
}

/** The row says that there is no outcome yet. */
export interface PendingRow {
  at: string;
  pending: true;
}

/** A row that was left for later: neither taken nor counted, because its prediction may still become visible. */
export interface LateRow {
  at: string;
  late: true;
}

export type ReadRow = OutcomeRow | RowRejection | PendingRow;

export const isOutcome = (row: ReadRow): row is OutcomeRow => 'subject' in row;
export const isRejection = (row: ReadRow | LateRow): row is RowRejection => 'reason' in row;
