import type { MetricDefinition } from './definition.ts';

/** Counters and histograms of the function `predict`: totals of the log, so `model` comes first. */
export const PREDICT_METRICS = {
  requests: {
    name: 'model_requests_total',
    help: 'Prediction requests, whether answered with a prediction or an error.',
    type: 'counter',
    labelNames: ['model'],
  },
  success: {
    name: 'model_success_total',
    help: 'Prediction requests answered with predictions; a batch is one request.',
    type: 'counter',
    labelNames: ['model'],
  },
  errors: {
    name: 'model_errors_total',
    help: 'Prediction requests answered with an error, by reason.',
    type: 'counter',
    labelNames: ['model', 'reason'],
  },
  byClass: {
    name: 'model_predictions_by_class_total',
    help: 'Predictions by answered class; each row of a batch counts.',
    type: 'counter',
    labelNames: ['model', 'class'],
  },
  latency: {
    name: 'model_prediction_latency_seconds',
    help: 'Time from the start of the handler until the record is cut, per successful request.',
    type: 'histogram',
    labelNames: ['model'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8],
  },
  values: {
    name: 'model_prediction_values',
    help: 'Score of the positive class, or confidence where there are more than two classes, per prediction.',
    type: 'histogram',
    labelNames: ['model'],
    buckets: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1],
  },
} as const satisfies Record<string, MetricDefinition>;

/** Counters and histograms of the function `feedback`. */
export const FEEDBACK_METRICS = {
  outcomes: {
    name: 'model_feedback_total',
    help: 'Outcomes received and joined to their prediction, by source.',
    type: 'counter',
    labelNames: ['model', 'source'],
  },
  correct: {
    name: 'model_feedback_correct_total',
    help: 'Outcomes received that equal the predicted class, by source.',
    type: 'counter',
    labelNames: ['model', 'source'],
  },
  confusion: {
    name: 'model_confusion_total',
    help: 'Outcomes received, by actual and predicted class.',
    type: 'counter',
    labelNames: ['model', 'actual', 'predicted'],
  },
  delay: {
    name: 'model_feedback_delay_seconds',
    help: 'Time from a prediction to the receipt of its outcome.',
    type: 'histogram',
    labelNames: ['model'],
    buckets: [60, 3600, 21600, 86400, 259200, 604800, 1209600, 2592000, 7776000, 15552000, 31536000],
  },
  rejected: {
    name: 'outcomes_rejected_total',
    help: 'Outcomes that were refused, by source and reason.',
    type: 'counter',
    labelNames: ['model', 'source', 'reason'],
  },
} as const satisfies Record<string, MetricDefinition>;
