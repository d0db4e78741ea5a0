import { precisionRecallF1 } from '../statistics/class-metrics.ts';
import { rocAuc } from '../statistics/roc-auc.ts';
import type { ScoredOutcomes } from './scored-outcomes.ts';

/** Undefined is null. Precision, recall and F1 are those of the positive class. */
export interface BinaryMetrics {
  accuracy: number | null;
  precision: number | null;
  recall: number | null;
  f1: number | null;
  auc: number | null;
}

export interface BinaryCounts {
  tp: number;
  fp: number;
  fn: number;
  tn: number;
}

/** Rows, or expected rows, by answer and outcome. */
export function binaryCounts({ rows, events, eventFrom }: ScoredOutcomes): BinaryCounts {
  const counts = { tp: 0, fp: 0, fn: 0, tn: 0 };
  rows.forEach((count, bin) => {
    const positives = events[bin]!;
    if (bin >= eventFrom) {
      counts.tp += positives;
      counts.fp += count - positives;
    } else {
      counts.fn += positives;
      counts.tn += count - positives;
    }
  });
  return counts;
}

export function binaryMetrics(outcomes: ScoredOutcomes): BinaryMetrics {
  const { tp, fp, fn, tn } = binaryCounts(outcomes);
  const rows = tp + fp + fn + tn;
  const { events } = outcomes;
  const others = outcomes.rows.map((count, bin) => count - events[bin]!);
  return {
    accuracy: rows === 0 ? null : (tp + tn) / rows,
    ...precisionRecallF1(tp, tp + fp, tp + fn),
    auc: rocAuc(events, others)?.value ?? null,
  };
}
