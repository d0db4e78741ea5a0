import type { ModelDefinition } from '../model/definition.ts';
import type { NumericBins } from '../profile/bins.ts';
import { correctRows, type LabelCounts, type ProfileCounts } from '../profile/profile.ts';
import { accuracy } from '../statistics/accuracy.ts';
import { type BestConstant, bestConstant } from '../statistics/best-constant.ts';
import { brierScore } from '../statistics/brier-score.ts';
import {
  type CalibrationGroup,
  calibrationError,
  calibrationGroups,
} from '../statistics/calibration-error.ts';
import { calibrationErrorLimit } from '../statistics/calibration-error-limit.ts';
import { type ClassMetrics, type Confusion, classMetrics } from '../statistics/class-metrics.ts';
import { logLoss } from '../statistics/log-loss.ts';
import { macroAverage } from '../statistics/macro-average.ts';
import type { Random } from '../statistics/random.ts';
import type { RocAuc } from '../statistics/roc-auc.ts';
import { scaledSum } from '../statistics/scaled-sum.ts';
import { wilsonInterval } from '../statistics/wilson.ts';
import { aucByClass, meanAuc } from './auc-by-class.ts';
import { scoredOutcomes } from './scored-outcomes.ts';

/** How good the answers were, of rows that all have an outcome. Undefined is null. */
export interface RealisedPerformance {
  labelled: number;
  correct: number;
  accuracy: number | null;
  /** Wilson, 95 %. */
  accuracy_interval: [number, number] | null;
  confusion: Confusion;
  by_class: Record<string, ClassMetrics>;
  /** Over the classes that have the metric. */
  macro: { precision: number | null; recall: number | null; f1: number | null };
  /** Of the positive class, or with more than two the mean of each against the rest. */
  auc: RocAuc | null;
  auc_by_class: Record<string, RocAuc | null>;
  log_loss: number | null;
  brier_score: number | null;
  calibration: {
    /** Expected calibration error; with more than two classes of the confidence in the answer. */
    error: number | null;
    /** 99th percentile of the error under perfect calibration at this number of rows. */
    limit: number | null;
    groups: CalibrationGroup[];
  };
  best_constant: BestConstant | null;
}

/** `bins` are those of the score. @throws RangeError when none of them begins at the decision threshold */
export function realisedPerformance(
  random: Random,
  definition: ModelDefinition,
  bins: NumericBins,
  { score, labels }: Pick<ProfileCounts, 'score'> & { labels: LabelCounts },
): RealisedPerformance {
  const classes = definition.classes.map(String);
  const outcomes = scoredOutcomes(definition, bins, labels);
  const labelled = outcomes.rows.reduce((sum, rows) => sum + rows, 0);
  const correct = correctRows(labels);
  const byClass = Object.fromEntries(classes.map((label) => [label, classMetrics(labels.confusion, label)]));
  const macro = (metric: 'precision' | 'recall' | 'f1') =>
    macroAverage(Object.values(byClass).map((metrics) => metrics[metric]));
  const expected = score.sums.map(scaledSum);
  const groups = calibrationGroups(outcomes.rows, expected, outcomes.events);
  const areas = aucByClass(definition, outcomes, labels);
  return {
    labelled,
    correct,
    accuracy: accuracy(correct, labelled),
    accuracy_interval: wilsonInterval(correct, labelled),
    confusion: labels.confusion,
    by_class: byClass,
    macro: { precision: macro('precision'), recall: macro('recall'), f1: macro('f1') },
    auc: meanAuc(Object.values(areas)),
    auc_by_class: areas,
    log_loss: logLoss(labels.log_loss, labelled),
    brier_score: brierScore(labels.squared_error, labelled),
    calibration: {
      error: calibrationError(groups),
      limit: calibrationErrorLimit(random, outcomes.rows, expected),
      groups,
    },
    best_constant: bestConstant(classes, labels.confusion),
  };
}
