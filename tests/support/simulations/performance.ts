import { type BinaryMetrics, binaryMetrics } from '../../../lib/performance/binary-metrics.ts';
import { type Calibration, calibrate } from '../../../lib/performance/calibration.ts';
import { estimatePerformance } from '../../../lib/performance/estimate.ts';
import { estimateAccuracy } from '../../../lib/performance/estimate-accuracy.ts';
import { type Gap, performanceGap } from '../../../lib/performance/gap.ts';
import { type RowDeviations, rowDeviations } from '../../../lib/performance/sampling-error.ts';
import { isotonicBlocks } from '../../../lib/statistics/isotonic.ts';
import { rowLogLoss } from '../../../lib/statistics/log-loss.ts';
import { type Random, seededRandom } from '../../../lib/statistics/random.ts';
import { sampleDeviation } from '../../../lib/statistics/sample-deviation.ts';
import { binned, type Population, population, sample, scoreBins } from './scores.ts';

const REFERENCE_ROWS = 4000;

/** How a model's classes are separated, and how sure of itself it is: see `population`. */
export interface Model {
  separation: number;
  sharpness: number;
}

/** A fresh reference and a day that has nothing to do with it. */
function referenceAndDay(random: Random, before: Population, now: Population, n: number, flipped = 0) {
  const reference = sample(random, before, REFERENCE_ROWS);
  const bins = scoreBins(reference);
  const { rows, events } = binned(bins, reference);
  // Fitted alone: `judgedCalibrations` is about the rest.
  const calibration: Calibration = {
    blocks: isotonicBlocks(rows, events),
    error: 0,
    limit: 0,
    suppressed: false,
  };
  return { calibration, day: binned(bins, sample(random, now, n, flipped)) };
}

const repeat = <T>(days: number, of: () => T): T[] => Array.from({ length: days }, of);

/** Realised − estimated accuracy of each day, in standard errors. */
export function accuracyErrors(
  { separation, sharpness }: Model,
  n: number,
  shift: number,
  days: number,
): number[] {
  const random = seededRandom(`accuracy ${separation} ${sharpness} ${n} ${shift}`);
  const [before, now] = [population(separation, sharpness), population(separation, sharpness, shift)];
  return repeat(days, () => {
    const { calibration, day } = referenceAndDay(random, before, now, n);
    const { value, standard_error } = estimateAccuracy(calibration.blocks, day);
    return (binaryMetrics(day).accuracy! - value!) / standard_error!;
  });
}

/** The same of all metrics; and how far the estimated confusion is from the estimated accuracy. */
export function metricErrors({ separation, sharpness }: Model, n: number, shift: number, days: number) {
  const random = seededRandom(`metrics ${separation} ${sharpness} ${n} ${shift}`);
  const [before, now] = [population(separation, sharpness), population(separation, sharpness, shift)];
  return repeat(days, () => {
    const { calibration, day } = referenceAndDay(random, before, now, n);
    const estimated = estimatePerformance(random, calibration, day)!;
    const realised = binaryMetrics(day);
    const error = (metric: keyof BinaryMetrics) =>
      (realised[metric]! - estimated[metric]!.value!) / estimated[metric]!.standard_error!;
    const { tp, fp, fn, tn } = estimated.confusion!;
    return {
      accuracy: error('accuracy'),
      precision: error('precision'),
      recall: error('recall'),
      f1: error('f1'),
      auc: error('auc'),
      confusion: Math.max(
        Math.abs((tp + tn) / n - estimated.accuracy.value!),
        Math.abs((tp + fp + fn + tn) / n - 1),
      ),
    };
  });
}

/** What alerts on each day; `flipped`: share of the outcomes that are turned round. */
export function gapAlerts(
  { separation, sharpness }: Model,
  n: number,
  flipped: number,
  days: number,
): Gap['alerts'][] {
  const random = seededRandom(`gap ${separation} ${sharpness} ${n} ${flipped}`);
  const all = population(separation, sharpness);
  return repeat(days, () => {
    const { calibration, day } = referenceAndDay(random, all, all, n, flipped);
    return performanceGap(calibration, day)!.alerts;
  });
}

/** The same when just above the threshold fewer rows are positive, and far above it as many more. */
export function oppositeErrorAlerts(
  { separation, sharpness }: Model,
  n: number,
  days: number,
): Gap['alerts'][] {
  const random = seededRandom(`opposite ${separation} ${sharpness} ${n}`);
  const before = population(separation, sharpness);
  const more = before.truth.map((p, i) => (before.scores[i]! >= 0.75 ? 0.6 * (1 - p) : 0));
  const near = before.weights.map((weight, i) =>
    before.scores[i]! >= 0.5 && before.scores[i]! < 0.75 ? weight : 0,
  );
  const gained = more.reduce((sum, add, i) => sum + add * before.weights[i]!, 0);
  const less = gained / near.reduce((sum, weight) => sum + weight, 0);
  const now = { ...before, truth: before.truth.map((p, i) => p + more[i]! - (near[i]! > 0 ? less : 0)) };
  return repeat(days, () => {
    const { calibration, day } = referenceAndDay(random, before, now, n);
    return performanceGap(calibration, day)!.alerts;
  });
}

/** Calibrations of fresh references; `odd`: the truth falls up to the threshold and rises from there. */
export function judgedCalibrations(rows: number, odd: boolean, references: number): Calibration[] {
  const random = seededRandom(`calibration ${rows} ${odd}`);
  const all = population(2.5, 0.6);
  const truth = odd ? all.scores.map((score) => 0.1 + 0.8 * Math.abs(2 * score - 1)) : all.truth;
  return repeat(references, () => {
    const reference = sample(random, { ...all, truth }, rows);
    return calibrate(random, binned(scoreBins(reference), reference))!;
  });
}

/** Row deviations from one reference, beside those of the metrics of fresh samples as large, computed from the scores. */
export function deviations(
  rows: number,
  samples: number,
): { bootstrap: RowDeviations; fresh: RowDeviations } {
  const random = seededRandom(`deviations ${rows}`);
  const all = population(2.5, 0.8);
  const reference = sample(random, all, rows);
  const bins = scoreBins(reference);
  const outcomes = binned(bins, reference);
  const sums = binned(bins, {
    ...reference,
    rows: reference.rows.map((n, i) => n * reference.scores[i]!),
  }).rows;
  const positions = outcomes.rows.map((n, bin) => (n === 0 ? null : sums[bin]! / n));
  const metrics = repeat(samples, () => {
    const fresh = sample(random, all, rows);
    const mean = (loss: (score: number, event: 0 | 1) => number) =>
      fresh.scores.reduce((sum, score, i) => {
        const positives = fresh.positives[i]!;
        return sum + positives * loss(score, 1) + (fresh.rows[i]! - positives) * loss(score, 0);
      }, 0) / rows;
    return {
      ...binaryMetrics(binned(bins, fresh)),
      log_loss: mean((score, event) => rowLogLoss(event === 1 ? score : 1 - score)),
      brier_score: mean((score, event) => (score - event) ** 2),
    };
  });
  const names = Object.keys(metrics[0]!) as (keyof RowDeviations)[];
  const deviation = (name: keyof RowDeviations) =>
    sampleDeviation(metrics.map((of) => of[name]!))! * Math.sqrt(rows);
  return {
    bootstrap: rowDeviations(random, outcomes, positions),
    fresh: Object.fromEntries(names.map((name) => [name, deviation(name)])) as RowDeviations,
  };
}
