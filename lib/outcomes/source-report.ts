import { type BatchResult, isAccepted, isLate } from './batch.ts';

/** What an invocation made of the rows of a source. */
export interface SourceReport {
  source: string;
  /** Rows that were read: all of the others together. */
  rows: number;
  accepted: number;
  /** By reason. */
  rejected: Record<string, number>;
  /** Rows that say that there is no outcome yet. */
  pending: number;
  /** Rows that were left for later: they, or another of their batch, have a prediction that may still become visible. */
  deferred: number;
  /** What was passed over, and why: files, pages, messages. */
  skipped: string[];
}

export const emptyReport = (source: string): SourceReport => ({
  source,
  rows: 0,
  accepted: 0,
  rejected: {},
  pending: 0,
  deferred: 0,
  skipped: [],
});

/** Adds what came of a batch of so many rows. @throws the error that the batch failed with */
export function addToReport(report: SourceReport, rows: number, result: BatchResult): void {
  if ('error' in result) throw result.error;
  report.rows += rows;
  if ('deferred' in result) {
    report.deferred += rows;
    return;
  }
  for (const row of result.rows) {
    if (isAccepted(row)) report.accepted++;
    else if (isLate(row)) report.deferred++;
    else if ('reason' in row) report.rejected[row.reason] = (report.rejected[row.reason] ?? 0) + 1;
    else report.pending++;
  }
}
