/** Every way a prediction request that reaches the handler can fail: the values of `reason`. */
export const PREDICT_REASONS = [
  'invalid_json',
  'unsupported_encoding',
  'too_large',
  'batch_size',
  'invalid_request',
  'unknown_model',
  'no_model_matches',
  'missing_feature',
  'unknown_feature',
  'wrong_type',
  'not_finite',
  'out_of_range',
  'unknown_category',
  'idempotency_key',
  'in_progress',
  'inference_failed',
  'store_unavailable',
  'internal',
] as const;

/** The same for feedback. */
export const FEEDBACK_REASONS = [
  'invalid_json',
  'unsupported_encoding',
  'too_large',
  'invalid_request',
  'invalid_id',
  'unknown_model',
  'unknown_prediction',
  'unknown_class',
  'contradiction',
  'idempotency_key',
  'in_progress',
  'store_unavailable',
  'internal',
] as const;

/** The same for a row of a source that sends no requests. */
export const ROW_REASONS = [
  // A file as a whole.
  'invalid_file',
  'invalid_row',
  'invalid_id',
  'unknown_model',
  'unknown_prediction',
  'unknown_class',
  'contradiction',
] as const;

export type PredictReason = (typeof PREDICT_REASONS)[number];
export type FeedbackReason = (typeof FEEDBACK_REASONS)[number];
export type RowReason = (typeof ROW_REASONS)[number];

/** The `model` of requests that name none that is known. No model may have this name. */
export const UNKNOWN_MODEL = 'unknown';
