import type { ModelDefinition } from '../model/definition.ts';
import { MAX_ROWS } from '../predict/rejected.ts';
import { ENTITY_ID } from '../predict/rows.ts';
import { ENTITY_SCHEMA } from './entity-schema.ts';
import { oneOfLabels } from './labels.ts';
import { schemaOf } from './operation.ts';
import { type JsonSchema, rowSchema } from './row-schema.ts';

/** A model's name as a name in programs. Names of models have no underscore, so these are as distinct as they are. */
export const identifier = (name: string): string => name.replaceAll('-', '_');

/** What a model takes and answers, alone and in a batch; each schema has the model's name in its own. */
export function modelSchemas(definition: ModelDefinition): Record<string, JsonSchema> {
  const { name, version, classes } = definition;
  const id = identifier(name);
  const share = { type: 'number', minimum: 0, maximum: 1 };
  const prediction = {
    prediction_id: { type: 'string', description: 'For feedback' },
    model: { type: 'string', const: name },
    version: { type: 'string', examples: [version] },
    label: oneOfLabels(classes),
    score: { ...share, description: scoreDescription(definition) },
    probabilities: {
      type: 'object',
      properties: Object.fromEntries(classes.map((label) => [String(label), share])),
      required: classes.map(String),
    },
  };
  return {
    [`${id}_features`]: withEntity(rowSchema(definition)),
    [`${id}_batch`]: {
      type: 'object',
      properties: {
        instances: { type: 'array', items: schemaOf(`${id}_features`), minItems: 1, maxItems: MAX_ROWS },
      },
      required: ['instances'],
      additionalProperties: false,
    },
    [`${id}_prediction`]: {
      type: 'object',
      properties: prediction,
      required: Object.keys(prediction),
    },
    [`${id}_predictions`]: {
      type: 'object',
      properties: { predictions: { type: 'array', items: schemaOf(`${id}_prediction`) } },
      required: ['predictions'],
    },
  };
}

/** A row may say what it is about; that is no feature. */
const withEntity = ({ properties, ...schema }: JsonSchema): JsonSchema => ({
  ...schema,
  properties: { ...(properties as JsonSchema), [ENTITY_ID]: ENTITY_SCHEMA },
});

const scoreDescription = ({ task, positive_class, threshold }: ModelDefinition): string =>
  task === 'binary'
    ? `Probability of ${JSON.stringify(positive_class)}, which is answered from ${threshold} on`
    : 'Probability of the answered class';
