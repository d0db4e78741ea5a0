import type { ClassLabel } from '../model/definition.ts';
import type { JsonSchema } from './row-schema.ts';

/** One of the labels, each type by itself: generators of clients have no enumeration of numbers and texts together. */
export function oneOfLabels(labels: readonly ClassLabel[]): JsonSchema {
  const ofType = (type: string, is: (label: ClassLabel) => boolean): JsonSchema[] => {
    const values = labels.filter(is);
    return values.length > 0 ? [{ type, enum: values }] : [];
  };
  const schemas = [
    ...ofType('integer', Number.isInteger),
    ...ofType('number', (label) => typeof label === 'number' && !Number.isInteger(label)),
    ...ofType('string', (label) => typeof label === 'string'),
  ];
  return schemas.length === 1 ? schemas[0]! : { anyOf: schemas };
}
