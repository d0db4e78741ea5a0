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
