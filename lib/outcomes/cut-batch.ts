import type { Cutter } from '../log/entry.ts';
import type { LogRecord, OutcomeRecord, RejectedOutcomeRecord } from '../log/record.ts';
import { UNKNOWN_MODEL } from '../metrics/reasons.ts';
import type { JoinedRow } from './joined-row.ts';
import type { RowRejection } from './row.ts';
import { isMapped, type OutcomeSource } from './source.ts';

/** What is to be written of a batch. */
export interface JudgedBatch {
  joined: readonly JoinedRow[];
  rejected: readonly RowRejection[];
}

/** The records of a batch: its outcomes in their order, then one record for all rejections of a model and reason. */
export function cutBatch(
  source: OutcomeSource,
  { joined, rejected }: JudgedBatch,
  isServed: (model: string) => boolean,
  { time, id }: Cutter,
): LogRecord[] {
  const now = new Date(time).toISOString();
  const outcomes = joined.map(({ row, prediction, actual }): OutcomeRecord => {
    const { model, time: predicted, version, features, label, score, probabilities } = prediction;
    return {
      type: 'outcome',
      id: id(model),
      time: now,
      ...(row.observed !== undefined && { observed: new Date(row.observed).toISOString() }),
      model,
      prediction_id: prediction.id,
      source: source.name,
      confidence: source.confidence,
      ...(row.reviewer !== undefined && { reviewer: row.reviewer }),
      ...(row.note !== undefined && { note: row.note }),
      actual,
      prediction: { time: predicted, version, features, label, score, probabilities },
    };
  });
  // Anybody can make up the name of a model.
  const labelOf = ({ model }: RowRejection): string =>
    model !== undefined && isServed(model) ? model : UNKNOWN_MODEL;
  const groups = Map.groupBy(rejected, (one) => `${labelOf(one)} ${one.reason}`);
  const refused = [...groups.values()].map((rows): RejectedOutcomeRecord => {
    const model = labelOf(rows[0]!);
    return {
      type: 'rejected_outcome',
      // So that a batch of nothing else can be found again.
      ...(isMapped(source) && { id: id(model) }),
      time: now,
      model,
      source: source.name,
      reason: rows[0]!.reason,
      ...(rows.length > 1 && { count: rows.length }),
    };
  });
  return [...outcomes, ...refused];
}
