import type { PredictionRecord } from '../log/record.ts';
import type { ModelDefinition } from '../model/definition.ts';

/** A prediction as the simple API answers it. */
export function presentPrediction(record: PredictionRecord, { classes }: ModelDefinition) {
  const { id, model, version, label, score, probabilities } = record;
  const byClass = Object.fromEntries(classes.map((name, i) => [String(name), probabilities[i]]));
  return { prediction_id: id, model, version, label, score, probabilities: byClass };
}
