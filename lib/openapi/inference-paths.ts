import { DATATYPES } from '../inference/datatype.ts';
import { OUTPUTS } from '../inference/outputs.ts';
import { oneOfLabels } from './labels.ts';
import { operation, schemaOf } from './operation.ts';
import type { JsonSchema } from './row-schema.ts';

const TEXT = { type: 'string' };
const TRUE = { type: 'boolean', const: true };

const object = (properties: Record<string, JsonSchema>, optional: string[] = []): JsonSchema => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
});
const list = (items: JsonSchema): JsonSchema => ({ type: 'array', items });

/** Null for what is not set, as some clients send it. */
const orNull = (schema: JsonSchema): JsonSchema => ({ ...schema, type: [schema.type, 'null'] });

const PARAMETERS = orNull({ type: 'object' });
const SHAPE = list({ type: 'integer' });
const DATATYPE = { ...TEXT, enum: DATATYPES };
const OUTPUT = { ...TEXT, enum: OUTPUTS };
const NUMBER = { type: 'number' };
const ELEMENT = [NUMBER, TEXT, { type: 'boolean' }, { type: 'null' }];
const INPUT_DATA = {
  ...list({ anyOf: [...ELEMENT, list({ anyOf: ELEMENT })] }),
  description: 'Row-major, flat or in the dimensions of the shape; null where missing',
};
const OUTPUT_DATA = { ...list({ anyOf: [NUMBER, TEXT] }), description: 'Row-major, flat' };

export const INFERENCE_SCHEMAS: Record<string, JsonSchema> = {
  InferenceServerMetadata: object({ name: TEXT, version: TEXT, extensions: list(TEXT) }),
  InferenceTensorMetadata: object({ name: TEXT, datatype: DATATYPE, shape: SHAPE }),
  InferenceModelMetadata: object({
    name: TEXT,
    versions: list(TEXT),
    platform: TEXT,
    inputs: list(schemaOf('InferenceTensorMetadata')),
    outputs: list(schemaOf('InferenceTensorMetadata')),
  }),
  InferenceRequest: object(
    {
      id: orNull(TEXT),
      parameters: PARAMETERS,
      inputs: list(
        object({ name: TEXT, shape: SHAPE, datatype: DATATYPE, parameters: PARAMETERS, data: INPUT_DATA }, [
          'parameters',
        ]),
      ),
      outputs: orNull(list(object({ name: OUTPUT, parameters: PARAMETERS }, ['parameters']))),
    },
    ['id', 'parameters', 'outputs'],
  ),
  InferenceResponse: object(
    {
      model_name: TEXT,
      model_version: TEXT,
      id: TEXT,
      parameters: object({ prediction_id: { type: 'string', description: 'The ids, separated by commas' } }),
      outputs: list(object({ name: OUTPUT, shape: SHAPE, datatype: DATATYPE, data: OUTPUT_DATA })),
    },
    ['id'],
  ),
};

/** The routes of the Open Inference Protocol V2. */
export function inferencePaths(
  names: readonly string[],
  idempotencyKey: JsonSchema,
): Record<string, unknown> {
  const common = { tag: 'Open Inference Protocol', error: 'InferenceError' };
  const get = (id: string, summary: string, answer: JsonSchema, errors: number[], path = {}) => ({
    get: operation({ ...common, id, summary, answer, errors, path }),
  });
  const ofModel = (prefix: string, suffix: string, path: Record<string, JsonSchema>) => ({
    [prefix]: get(
      `inference_model_metadata${suffix}`,
      'Model metadata',
      schemaOf('InferenceModelMetadata'),
      [404],
      path,
    ),
    [`${prefix}/ready`]: get(
      `inference_model_ready${suffix}`,
      'Model ready',
      object({ name: TEXT, ready: TRUE }),
      [404, 503],
      path,
    ),
    [`${prefix}/infer`]: {
      post: operation({
        ...common,
        id: `infer${suffix}`,
        summary: 'Inference: up to 1,000 rows, one tensor of shape [rows] or [rows, 1] per feature',
        path,
        headers: { 'Idempotency-Key': idempotencyKey },
        body: schemaOf('InferenceRequest'),
        answer: schemaOf('InferenceResponse'),
        errors: [400, 403, 404, 409, 410, 413, 415, 422, 500, 503],
      }),
    },
  });
  const model = oneOfLabels(names);
  return {
    '/v2': get('inference_server_metadata', 'Server metadata', schemaOf('InferenceServerMetadata'), [500]),
    '/v2/health/live': get('inference_server_live', 'Server live', object({ live: TRUE }), [500]),
    '/v2/health/ready': get(
      'inference_server_ready',
      'Server ready',
      object({ live: TRUE, ready: TRUE }),
      [503],
    ),
    ...ofModel('/v2/models/{model}', '', { model }),
    ...ofModel('/v2/models/{model}/versions/{version}', '_version', { model, version: TEXT }),
  };
}
