import type { FeatureValues } from '../log/record.ts';
import type { ClassLabel } from '../model/definition.ts';

/** A labelled row with the model's answer to it, and with the numbers of its texts. */
export interface ReferenceRow {
  features: FeatureValues;
  label: ClassLabel;
  score: number;
  /** In the order of the model's classes. */
  probabilities: readonly number[];
  actual: ClassLabel;
}
