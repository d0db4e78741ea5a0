import type { ClassLabel } from '../model/definition.ts';

/** Feature values as stored: null is missing; sensitive ones are already dropped or hashed. */
export type FeatureValues = Record<string, number | string | null>;

/** What is known of one prediction, wherever it is repeated. */
export interface PredictionEssentials {
  /** When the record was cut; ISO 8601 with milliseconds, UTC. */
  time: string;
  version: string;
  features: FeatureValues;
  label: ClassLabel;
  /** Probability of the positive class; of the answered class where there are more than two. */
  score: number;
  /** In the order of the model's classes. */
  probabilities: number[];
}

export interface PredictionRecord extends PredictionEssentials {
  type: 'prediction';
  id: string;
  model: string;
  /** On the first record of a request only, so that a batch is one request. Latency in whole microseconds. */
  request?: { rows: number; latency_us: number };
}

/** A request that was answered with an error: which feature and check, never a value. */
export interface RejectedRecord {
  type: 'rejected';
  id?: never;
  time: string;
  /** A known model, or `unknown`. */
  model: string;
  reason: string;
  /** Problems by feature and check; null where the request named a field that the model does not have. */
  checks: { feature: string | null; check: string; count: number }[];
}

/** An outcome as it was received; never changed afterwards. A correction is another record. */
export interface OutcomeRecord {
  type: 'outcome';
  id: string;
  /** When it was received. */
  time: string;
  /** When it became known, as its source says. */
  observed?: string;
  model: string;
  prediction_id: string;
  source: string;
  /** 0 to 1; where sources disagree about one prediction the highest wins, then the latest (see `outcomeTime`). */
  confidence: number;
  reviewer?: string;
  /** What a reviewer wrote beside it. */
  note?: string;
  actual: ClassLabel;
  /** Joined on arrival, so that no later job joins anything. */
  prediction: PredictionEssentials;
}

/** Outcomes that were refused: feedback that was answered with an error, or rows of a source. */
export interface RejectedOutcomeRecord {
  type: 'rejected_outcome';
  /** Where somebody may have to find the record again. */
  id?: string;
  time: string;
  model: string;
  source: string;
  reason: string;
  /** So many at once; 1 without. */
  count?: number;
}

/**
 * What is left of a prediction that was erased: where it lay, so that a retry knows it, and what it counted, so that
 * totals stay what their records add up to.
 */
export interface ErasedPredictionRecord
  extends Pick<PredictionRecord, 'id' | 'model' | 'label' | 'score' | 'request'> {
  type: 'erased_prediction';
}

/** The same of an outcome. */
export interface ErasedOutcomeRecord extends Pick<OutcomeRecord, 'id' | 'model' | 'source' | 'actual'> {
  type: 'erased_outcome';
  /** From the prediction to the receipt, in whole milliseconds. */
  delay_ms: number;
  prediction: Pick<PredictionEssentials, 'label'>;
}

export type LogRecord =
  | PredictionRecord
  | RejectedRecord
  | OutcomeRecord
  | RejectedOutcomeRecord
  | ErasedPredictionRecord
  | ErasedOutcomeRecord;
