import type { ModelDefinition } from '../model/definition.ts';
import { VERSION } from '../version.ts';
import { feedbackPaths } from './feedback-paths.ts';
import { INFERENCE_SCHEMAS, inferencePaths } from './inference-paths.ts';
import { oneOfLabels } from './labels.ts';
import { identifier, modelSchemas } from './model-schemas.ts';
import { monitorPaths } from './monitor-paths.ts';
import { operation, schemaOf } from './operation.ts';
import { PROBLEM_SCHEMAS } from './problem-schemas.ts';
import type { JsonSchema } from './row-schema.ts';

const PREDICT_ERRORS = [400, 403, 409, 410, 413, 415, 422, 500, 503];
const IDEMPOTENCY_KEY = {
  type: 'string',
  pattern: '^[\\x21-\\x7e]{1,255}$',
  description: 'A retry with the same key gets the first answer, for 24 hours',
};
const headers = { 'Idempotency-Key': IDEMPOTENCY_KEY };

/**
 * The API as OpenAPI 3.1, with an operation and typed schemas for each model. How callers prove who they are is up to
 * what is put in front, so no security is stated.
 * @param former versions before, whose predictions may still get their outcomes
 */
export function openApi(models: readonly ModelDefinition[], former: readonly ModelDefinition[] = []) {
  const names = models.map(({ name }) => name);
  return {
    openapi: '3.1.1',
    info: {
      title: 'driftgate',
      version: VERSION,
      description: 'Predictions of machine-learning models, and feedback about them.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths: {
      '/health': { get: reading('health', 'Whether predictions can be answered', healthSchema, [503]) },
      '/models': { get: reading('list_models', 'The models', modelsSchema, [500]) },
      '/models/{model}': {
        get: reading('get_model', 'The definition of a model', { type: 'object' }, [404], {
          model: oneOfLabels(names),
        }),
      },
      '/predict': { post: predictByFields(models) },
      ...Object.fromEntries(
        models.map((model) => [`/models/${model.name}/predict`, { post: predict(model) }]),
      ),
      ...feedbackPaths(models, former, headers),
      ...monitorPaths(names),
      ...inferencePaths(names, IDEMPOTENCY_KEY),
    },
    components: {
      schemas: {
        ...Object.assign({}, ...models.map(modelSchemas)),
        ...INFERENCE_SCHEMAS,
        ...PROBLEM_SCHEMAS,
      } as Record<string, JsonSchema>,
    },
  };
}

const healthSchema = {
  type: 'object',
  properties: { status: { type: 'string', const: 'ok' }, models: { type: 'integer' } },
  required: ['status', 'models'],
};

const modelsSchema = {
  type: 'object',
  properties: { models: { type: 'array', items: { type: 'object' } } },
  required: ['models'],
};

const reading = (id: string, summary: string, answer: JsonSchema, errors: number[], path = {}) =>
  operation({ id, summary, tag: 'Models', answer, errors, path, error: 'Problem' });

function predict({ name, description }: ModelDefinition) {
  const id = identifier(name);
  return operation({
    id: `predict_${id}`,
    summary: description,
    tag: 'Predictions',
    headers,
    body: { oneOf: [schemaOf(`${id}_features`), schemaOf(`${id}_batch`)] },
    answer: { oneOf: [schemaOf(`${id}_prediction`), schemaOf(`${id}_predictions`)] },
    error: 'PredictProblem',
    errors: PREDICT_ERRORS,
  });
}

/** Models may have the same fields, so more than one schema may fit. */
function predictByFields(models: readonly ModelDefinition[]) {
  const every = (...kinds: string[]) => ({
    anyOf: models.flatMap(({ name }) => kinds.map((kind) => schemaOf(`${identifier(name)}_${kind}`))),
  });
  return operation({
    id: 'predict',
    summary: 'A prediction of the model whose fields these are',
    tag: 'Predictions',
    headers,
    body: every('features', 'batch'),
    answer: every('prediction', 'predictions'),
    error: 'PredictProblem',
    errors: PREDICT_ERRORS,
  });
}
