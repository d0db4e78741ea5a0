import { rowLogLoss } from '../statistics/log-loss.ts';
import { multinomial } from '../statistics/multinomial.ts';
import type { Random } from '../statistics/random.ts';
import { sampleDeviation } from '../statistics/sample-deviation.ts';
import { type BinaryMetrics, binaryMetrics } from './binary-metrics.ts';
import type { ScoredOutcomes } from './scored-outcomes.ts';

const DRAWS = 1000;

/** Standard deviation that one row adds to each metric: the metric of n rows has the standard error s/√n. */
export type RowDeviations = Record<keyof BinaryMetrics | 'log_loss' | 'brier_score', number | null>;

/**
 * Two classes: from 1,000 bootstrap resamples of the reference's labelled rows, with the mean score of a bin for that of each of its
 * rows. Null for what no resample has. Source: Efron (1979), Bootstrap methods: another look at the
 * jackknife.
 */
export function rowDeviations(
  random: Random,
  outcomes: ScoredOutcomes,
  positions: readonly (number | null)[],
): RowDeviations {
  const { rows, events } = outcomes;
  const total = rows.reduce((sum, count) => sum + count, 0);
  const cells = [...events, ...rows.map((count, bin) => count - events[bin]!)];
  const losses = (loss: (score: number, event: 0 | 1) => number): number[] =>
    [1 as const, 0 as const].flatMap((event) =>
      positions.map((score) => (score === null ? 0 : loss(score, event))),
    );
  const logLosses = losses((score, event) => rowLogLoss(event === 1 ? score : 1 - score));
  const squares = losses((score, event) => (score - event) ** 2);
  const draws = Array.from({ length: total === 0 ? 0 : DRAWS }, () => {
    const drawn = multinomial(random, total, cells);
    const positives = drawn.slice(0, rows.length);
    const resample = {
      ...outcomes,
      rows: positives.map((count, bin) => count + drawn[rows.length + bin]!),
      events: positives,
    };
    const mean = (loss: readonly number[]) =>
      drawn.reduce((sum, count, cell) => sum + count * loss[cell]!, 0) / total;
    return { ...binaryMetrics(resample), log_loss: mean(logLosses), brier_score: mean(squares) };
  });
  const deviation = (metric: keyof RowDeviations): number | null => {
    const values = draws.map((draw) => draw[metric]).filter((value) => value !== null);
    const ofMetric = sampleDeviation(values);
    return ofMetric === null ? null : ofMetric * Math.sqrt(total);
  };
  return {
    accuracy: deviation('accuracy'),
    precision: deviation('precision'),
    recall: deviation('recall'),
    f1: deviation('f1'),
    auc: deviation('auc'),
    log_loss: deviation('log_loss'),
    brier_score: deviation('brier_score'),
  };
}

/** With more than two classes: of accuracy alone, as the score is the confidence in the answer. */
export const confidenceDeviations = (random: Random, outcomes: ScoredOutcomes): RowDeviations => ({
  accuracy: rowDeviations(
    random,
    outcomes,
    outcomes.rows.map(() => null),
  ).accuracy,
  precision: null,
  recall: null,
  f1: null,
  auc: null,
  log_loss: null,
  brier_score: null,
});

/** Standard error of a metric of n rows. @throws RangeError without rows */
export function standardError(deviation: number, n: number): number {
  if (!(n > 0)) throw new RangeError(`expected rows for a standard error, got ${n}`);
  return deviation / Math.sqrt(n);
}

/** Of the difference from the reference's own value, which is uncertain too. @throws RangeError without rows */
export const differenceStandardError = (deviation: number, n: number, referenceRows: number): number =>
  Math.hypot(standardError(deviation, n), standardError(deviation, referenceRows));
