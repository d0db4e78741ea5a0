import type { RowReason } from '../metrics/reasons.ts';

/** Why a row is no outcome; `model` where it is known. Its message may have values of the row. */
export class RowError extends Error {
  readonly reason: RowReason;
  readonly model: string | undefined;
  constructor(reason: RowReason, detail: string, model?: string) {
    super(detail);
    this.reason = reason;
    this.model = model;
  }
}
