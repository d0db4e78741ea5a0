import { PERFORMANCE_METRICS as METRICS } from '../metrics/catalogue-performance.ts';
import type { Sample } from '../metrics/sample.ts';
import { accuracy } from '../statistics/accuracy.ts';
import { wilsonInterval } from '../statistics/wilson.ts';
import { addDays } from './dates.ts';
import type { LabelledWindow } from './performance-window.ts';
import type { Report } from './report.ts';
import { sampleOf } from './samples.ts';

const DECISIONS = ['ok', 'watch', 'validate', 'retrain'] as const;
/** Causes that are shown; there are rarely more. */
const SHOWN_SEGMENTS = 5;

export function performanceSamples({ date, performance, decision, validation }: Report): Sample[] {
  const { newest_labelled: newest, estimated, window, outcomes } = performance;
  const result = validation !== null && 'rows' in validation ? validation : null;
  return [
    ...windowSamples('1d', newest ? { ...newest, predictions: newest.predictions || null } : NOTHING),
    ...windowSamples('7d', lastDays(performance.days, addDays(date, -6))),
    ...windowSamples('30d', lastDays(performance.days, addDays(date, -29))),
    ...sampleOf(METRICS.referenceAccuracy, performance.reference_accuracy),
    ...sampleOf(METRICS.estimated, estimated?.accuracy.value),
    ...sampleOf(METRICS.estimatedError, estimated?.accuracy.standard_error),
    ...sampleOf(METRICS.estimatedPrecision, estimated?.precision?.value),
    ...sampleOf(METRICS.estimatedRecall, estimated?.recall?.value),
    ...sampleOf(METRICS.estimatedF1, estimated?.f1?.value),
    ...sampleOf(METRICS.estimatedAuc, estimated?.auc?.value),
    ...sampleOf(METRICS.delayMedian, outcomes.delay_seconds.median),
    ...sampleOf(METRICS.reviewerAgreement, outcomes.reviewers.kappa),
    ...sampleOf(METRICS.judgedTwice, outcomes.reviewers.judged_twice),
    ...(window ? labelledSamples(window) : []),
    ...DECISIONS.flatMap((one) => sampleOf(METRICS.decision, one === decision.decision, { decision: one })),
    ...sampleOf(METRICS.validationAccuracy, result?.accuracy),
    ...sampleOf(METRICS.validationAgrees, result?.agrees),
  ];
}

interface Answered {
  predictions: number | null;
  labelled: number;
  correct: number;
}

const NOTHING: Answered = { predictions: null, labelled: 0, correct: 0 };

const lastDays = (days: Report['performance']['days'], from: string): Answered =>
  days
    .filter(({ date }) => date >= from)
    .reduce<Answered>(
      (sum, day) => ({
        predictions: (sum.predictions ?? 0) + Math.max(day.predictions, day.labelled),
        labelled: sum.labelled + day.labelled,
        correct: sum.correct + day.correct,
      }),
      NOTHING,
    );

function windowSamples(window: string, { predictions, labelled, correct }: Answered): Sample[] {
  const interval = wilsonInterval(correct, labelled);
  return [
    ...sampleOf(METRICS.accuracy, accuracy(correct, labelled), { window }),
    ...sampleOf(METRICS.accuracyLower, interval?.[0], { window }),
    ...sampleOf(METRICS.accuracyUpper, interval?.[1], { window }),
    ...sampleOf(METRICS.accuracyOutcomes, labelled, { window }),
    ...sampleOf(METRICS.coverage, predictions ? labelled / predictions : null, { window }),
  ];
}

function labelledSamples(window: LabelledWindow): Sample[] {
  const { realised, gap, coverage } = window;
  const total = window.class_balance.reduce((sum, { predicted }) => sum + predicted, 0);
  return [
    ...sampleOf(METRICS.windowMature, window.mature),
    ...sampleOf(METRICS.accuracyChange, window.accuracy_change),
    ...sampleOf(METRICS.adjustedAccuracy, window.adjusted_accuracy?.post_stratified),
    ...sampleOf(METRICS.gap, gap?.gap),
    ...sampleOf(METRICS.gapZ, gap?.z),
    ...sampleOf(METRICS.gapDetected, gap && gap.alerts.length > 0),
    ...Object.entries(realised.by_class).flatMap(([label, of]) => [
      ...sampleOf(METRICS.precision, of.precision, { class: label }),
      ...sampleOf(METRICS.recall, of.recall, { class: label }),
      ...sampleOf(METRICS.f1, of.f1, { class: label }),
    ]),
    ...Object.entries(coverage?.by_class ?? {}).flatMap(([label, of]) =>
      sampleOf(METRICS.classCoverage, of.coverage, { class: label }),
    ),
    ...sampleOf(METRICS.auc, realised.auc?.value),
    ...sampleOf(METRICS.logLoss, realised.log_loss),
    ...sampleOf(METRICS.brier, realised.brier_score),
    ...sampleOf(METRICS.calibrationError, realised.calibration.error),
    ...sampleOf(METRICS.calibrationLimit, realised.calibration.limit),
    ...realised.calibration.groups.flatMap((group, i) => {
      const bin = String(i).padStart(2, '0');
      return [
        ...sampleOf(METRICS.calibration, group.expected / group.rows, { bin, set: 'expected' }),
        ...sampleOf(METRICS.calibration, group.observed / group.rows, { bin, set: 'observed' }),
      ];
    }),
    ...sampleOf(METRICS.bestConstant, realised.best_constant?.accuracy),
    ...window.class_balance.flatMap(({ class: label, predicted, actual }) => [
      ...sampleOf(METRICS.actualRatio, predicted / total, { class: label, set: 'predicted' }),
      ...sampleOf(METRICS.actualRatio, actual / total, { class: label, set: 'actual' }),
    ]),
    ...window.root_cause.features.flatMap(({ feature, accuracy_change }) =>
      sampleOf(METRICS.featureAccuracyChange, accuracy_change, { feature }),
    ),
    ...window.root_cause.segments
      .filter(({ cause }) => cause)
      .slice(0, SHOWN_SEGMENTS)
      .flatMap(({ where, within }) => {
        const segment = Object.entries(where)
          .map(([feature, group]) => `${feature}: ${group}`)
          .join(', ');
        return sampleOf(METRICS.segmentChange, within, { segment });
      }),
  ];
}
