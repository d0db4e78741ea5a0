import { SERVING_GAUGES } from './catalogue-gauges.ts';
import type { MetricDefinition } from './definition.ts';

/** Other functions publish it too, for other windows: the same definition, as one name has one help text. */
function shared(name: string): MetricDefinition {
  const definition = SERVING_GAUGES.find((candidate) => candidate.name === name);
  if (!definition) throw new Error(`expected ${name} among the serving gauges`);
  return definition;
}

const gauge = <const Name extends string, const Labels extends readonly string[]>(
  name: Name,
  help: string,
  labelNames: Labels,
) => ({ name, help, type: 'gauge' as const, labelNames: [...labelNames] });

/**
 * What the nightly job says of how good the answers of the reference's version are; one group per model, so no label
 * `model` here. Windows: `1d` the newest day with outcomes, `7d` and `30d` the last days, `mature` the labelled window of
 * the report. What is undefined is absent.
 */
export const PERFORMANCE_METRICS = {
  accuracy: shared('model_accuracy'),
  accuracyOutcomes: shared('model_accuracy_outcomes'),
  accuracyLower: gauge('model_accuracy_lower', 'Lower end of the 95 % interval (Wilson) of model_accuracy.', [
    'window',
  ]),
  accuracyUpper: gauge('model_accuracy_upper', 'Upper end of the 95 % interval (Wilson) of model_accuracy.', [
    'window',
  ]),
  coverage: gauge(
    'model_feedback_coverage_ratio',
    'Labelled share of the predictions that the accuracy of the same window is about.',
    ['window'],
  ),
  classCoverage: gauge(
    'model_class_feedback_coverage_ratio',
    'Labelled share of the predictions of each answered class, over the performance window.',
    ['class'],
  ),
  referenceAccuracy: gauge('model_reference_accuracy', 'Accuracy on the rows of the reference.', []),
  accuracyChange: gauge(
    'model_accuracy_change',
    'Accuracy of the mature window minus that of the reference.',
    [],
  ),
  windowMature: gauge(
    'model_performance_mature',
    'Whether the outcomes of the performance window have had their time to come; else they are provisional.',
    [],
  ),
  adjustedAccuracy: gauge(
    'model_accuracy_post_stratified',
    'Accuracy of the window with ranges of the score weighted as among all predictions.',
    [],
  ),
  estimated: gauge(
    'model_estimated_accuracy',
    'Accuracy that the scores of the drift window promise (CBPE), without outcomes.',
    [],
  ),
  estimatedError: gauge(
    'model_estimated_accuracy_standard_error',
    'Standard error of model_estimated_accuracy.',
    [],
  ),
  estimatedPrecision: gauge(
    'model_estimated_precision',
    'Precision of the positive class that the scores of the drift window promise; two classes only.',
    [],
  ),
  estimatedRecall: gauge(
    'model_estimated_recall',
    'Recall of the positive class that the scores of the drift window promise; two classes only.',
    [],
  ),
  estimatedF1: gauge(
    'model_estimated_f1_score',
    'F1 of the positive class that the scores of the drift window promise; two classes only.',
    [],
  ),
  estimatedAuc: gauge(
    'model_estimated_roc_auc',
    'Area under the ROC curve that the scores of the drift window promise; two classes only.',
    [],
  ),
  gap: gauge(
    'model_performance_gap',
    'Realised minus estimated accuracy over the same labelled rows of the window.',
    [],
  ),
  gapZ: gauge('model_performance_gap_z', 'Gap of model_performance_gap in standard errors.', []),
  gapDetected: gauge('model_performance_gap_detected', 'Whether the gap alerts: concept drift.', []),
  precision: gauge('model_precision', 'Precision of each class, over the window.', ['class']),
  recall: gauge('model_recall', 'Recall of each class, over the window.', ['class']),
  f1: gauge('model_f1_score', 'F1 of each class, over the window.', ['class']),
  auc: gauge('model_roc_auc', 'Area under the ROC curve, over the window.', []),
  logLoss: gauge('model_log_loss', 'Log loss, in nats, over the window.', []),
  brier: gauge('model_brier_score', 'Brier score over the window.', []),
  calibrationError: gauge('model_calibration_error', 'Expected calibration error over the window.', []),
  calibrationLimit: gauge(
    'model_calibration_error_limit',
    'The 99th percentile of the error under perfect calibration at this number of outcomes.',
    [],
  ),
  calibration: gauge(
    'model_calibration_ratio',
    'By tenth of the scores: mean score (expected) and share of events (observed).',
    ['bin', 'set'],
  ),
  bestConstant: gauge(
    'model_best_constant_accuracy',
    'Accuracy of always answering the most frequent class of the window.',
    [],
  ),
  actualRatio: gauge('model_cohort_class_ratio', 'Class balance of the labelled rows of the window.', [
    'class',
    'set',
  ]),
  delayMedian: gauge(
    'model_feedback_delay_median_seconds',
    'Time within which half of the outcomes of the last 30 days came, rounded up to a bucket.',
    [],
  ),
  reviewerAgreement: gauge(
    'reviewer_agreement_kappa',
    "Cohen's kappa of the predictions of the last 30 days that two reviewers judged.",
    [],
  ),
  judgedTwice: gauge(
    'reviewer_agreement_predictions',
    'Predictions of the last 30 days that two reviewers judged.',
    [],
  ),
  featureAccuracyChange: gauge(
    'feature_accuracy_change',
    'Change of accuracy because values of the feature became more or less frequent.',
    ['feature'],
  ),
  segmentChange: gauge(
    'model_segment_accuracy_change',
    'What a segment found to be a cause adds to the change of accuracy within itself.',
    ['segment'],
  ),
  decision: gauge('model_decision', 'Is 1 for the decision of the newest report and 0 for the others.', [
    'decision',
  ]),
  validationAccuracy: gauge(
    'model_validation_accuracy',
    'Accuracy of the deployed model on its held-out rows, when the decision asked for it.',
    [],
  ),
  validationAgrees: gauge(
    'model_validation_agrees',
    'Whether that is what was recorded when the model was trained.',
    [],
  ),
} as const satisfies Record<string, MetricDefinition>;
