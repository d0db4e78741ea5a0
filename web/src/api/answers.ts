import type { ClassLabel, ModelDefinition } from '../../../lib/model/definition.ts';

/** Of `GET /models`. */
export interface ModelSummary {
  name: string;
  version: string;
  description: string;
  task: ModelDefinition['task'];
  classes: ClassLabel[];
  /** Whether `POST /predict` prefers it. */
  default: boolean;
}

/** Of `GET /models/{model}`. */
export type ModelSchema = ModelDefinition & { predict_url: string };

/** Of `POST /models/{model}/predict`. */
export interface Prediction {
  prediction_id: string;
  model: string;
  version: string;
  label: ClassLabel;
  score: number;
  /** By class as a text; they sum to 1. */
  probabilities: Record<string, number>;
}

/** Of `POST /feedback`. */
export interface Feedback {
  prediction_id: string;
  actual_outcome: ClassLabel;
}

/** Of `GET /validate`: a prediction that somebody should look at. */
export interface ReviewItem {
  prediction_id: string;
  predicted_at: string;
  version: string;
  predicted_outcome: ClassLabel;
  /** In the order of the classes of that version. */
  probabilities: number[];
  /** 0 to 1. */
  uncertainty: number;
  /** As stored: what is sensitive is null or hashed. */
  features: Record<string, number | string | null>;
}

/** Of `GET /validate`. */
export interface ReviewPage {
  /** Null before there is a queue. */
  made_at: string | null;
  /** In the whole queue, for whoever asks. */
  waiting: number;
  items: ReviewItem[];
  next_cursor: string | null;
}

/** Of `POST /validate`. */
export interface Validation {
  reviewer_id: string;
  prediction_id: string;
  validated_outcome: ClassLabel;
  note?: string;
}
