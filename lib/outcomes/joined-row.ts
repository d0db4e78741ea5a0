import type { PredictionRecord } from '../log/record.ts';
import type { ClassLabel } from '../model/definition.ts';
import type { OutcomeRow } from './row.ts';

/** A row with the prediction that it is about, and its outcome as one of the classes. */
export interface JoinedRow {
  row: OutcomeRow;
  prediction: PredictionRecord;
  actual: ClassLabel;
}
