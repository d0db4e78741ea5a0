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
