import { binomial } from '../statistics/binomial.ts';
import { isotonicValues } from '../statistics/isotonic.ts';
import type { Random } from '../statistics/random.ts';
import { sampleDeviation } from '../statistics/sample-deviation.ts';
import { type BinaryCounts, type BinaryMetrics, binaryCounts, binaryMetrics } from './binary-metrics.ts';
import type { Calibration } from './calibration.ts';
import { type Estimate, estimateAccuracy, type ScoredRows, smoothedShare } from './estimate-accuracy.ts';

const DRAWS = 1000;

/** Performance without any outcome, if a score is worth what it was in the reference. */
export interface EstimatedPerformance {
  rows: number;
  /** Rows to expect by answer and outcome; two classes only, as all but accuracy. */
  confusion: BinaryCounts | null;
  accuracy: Estimate;
  precision: Estimate | null;
  recall: Estimate | null;
  f1: Estimate | null;
  auc: Estimate | null;
}

/** Accuracy alone, for more than two classes: rows by bin of the confidence. Null when the calibration is suppressed. */
export const estimateConfidence = (
  calibration: Calibration,
  rows: readonly number[],
): EstimatedPerformance | null =>
  calibration.suppressed
    ? null
    : {
        rows: rows.reduce((sum, count) => sum + count, 0),
        confusion: null,
        accuracy: estimateAccuracy(calibration.blocks, { rows, eventFrom: 0 }),
        precision: null,
        recall: null,
        f1: null,
        auc: null,
      };

/**
 * Of a model of two classes: the expected confusion and what follows from it. The standard errors of all but accuracy
 * are the deviation of 1,000 draws of the blocks' values and of the outcomes. Null when the calibration is suppressed.
 */
export function estimatePerformance(
  random: Random,
  { blocks, suppressed }: Calibration,
  { rows, eventFrom }: ScoredRows,
): EstimatedPerformance | null {
  if (suppressed) return null;
  const probability = isotonicValues(blocks);
  const expected = {
    rows: [...rows],
    events: rows.map((count, bin) => count * probability[bin]!),
    eventFrom,
  };
  const values = binaryMetrics(expected);
  const draws = Array.from({ length: DRAWS }, () => {
    const drawn = blocks.flatMap((block) => {
      const share = binomial(random, block.rows, smoothedShare(block)) / block.rows;
      return rows.slice(block.from, block.to).map((count) => binomial(random, count, share));
    });
    return binaryMetrics({ ...expected, events: drawn });
  });
  const estimate = (metric: keyof BinaryMetrics): Estimate => ({
    value: values[metric],
    standard_error: sampleDeviation(draws.map((draw) => draw[metric]).filter((value) => value !== null)),
  });
  return {
    rows: rows.reduce((sum, count) => sum + count, 0),
    confusion: binaryCounts(expected),
    accuracy: estimateAccuracy(blocks, { rows, eventFrom }),
    precision: estimate('precision'),
    recall: estimate('recall'),
    f1: estimate('f1'),
    auc: estimate('auc'),
  };
}
