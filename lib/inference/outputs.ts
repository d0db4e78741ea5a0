import type { PredictionRecord } from '../log/record.ts';
import type { ModelDefinition } from '../model/definition.ts';
import type { Datatype } from './datatype.ts';

/** The output tensors, which are the same for every model. */
export const OUTPUTS = ['label', 'score', 'probabilities', 'prediction_id'] as const;

export type OutputName = (typeof OUTPUTS)[number];

/** Which datatype an output has, and how many columns. Probabilities are in the order of the model's classes. */
export function outputType(
  { classes }: ModelDefinition,
  name: OutputName,
): { datatype: Datatype; columns: number } {
  switch (name) {
    case 'label':
      return { datatype: labelType(classes), columns: 1 };
    case 'score':
      return { datatype: 'FP64', columns: 1 };
    case 'probabilities':
      return { datatype: 'FP64', columns: classes.length };
    case 'prediction_id':
      return { datatype: 'BYTES', columns: 1 };
  }
}

/** The data of an output, row by row. */
export function outputData(
  definition: ModelDefinition,
  name: OutputName,
  records: readonly PredictionRecord[],
): (number | string)[] {
  switch (name) {
    case 'label': {
      const texts = labelType(definition.classes) === 'BYTES';
      return records.map(({ label }) => (texts ? String(label) : label));
    }
    case 'score':
      return records.map(({ score }) => score);
    case 'probabilities':
      return records.flatMap(({ probabilities }) => probabilities);
    case 'prediction_id':
      return records.map(({ id }) => id);
  }
}

function labelType(classes: ModelDefinition['classes']): Datatype {
  if (classes.some((label) => typeof label === 'string')) return 'BYTES';
  return classes.every((label) => Number.isInteger(label)) ? 'INT64' : 'FP64';
}
