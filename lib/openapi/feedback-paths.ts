import { ROW_RESULTS } from '../feedback/answer.ts';
import { MAX_OUTCOMES } from '../feedback/request.ts';
import type { ModelDefinition } from '../model/definition.ts';
import { oneOfLabels } from './labels.ts';
import { operation, schemaOf } from './operation.ts';
import type { JsonSchema } from './row-schema.ts';

const TEXT = { type: 'string' };
const TIME = { type: 'string', format: 'date-time' };
const ERRORS = [400, 404, 409, 413, 415, 422, 500, 503];

const object = (properties: Record<string, JsonSchema>, required: string[]): JsonSchema => ({
  type: 'object',
  properties,
  required,
});

/**
 * Where outcomes come in by request.
 * @param former versions before, whose predictions may still get their outcomes
 */
export function feedbackPaths(
  models: readonly ModelDefinition[],
  former: readonly ModelDefinition[],
  headers: Record<string, JsonSchema>,
) {
  const label = oneOfLabels([...new Set([...models, ...former].flatMap(({ classes }) => classes))]);
  const model = oneOfLabels(models.map(({ name }) => name));
  const common = { tag: 'Feedback', headers, error: 'FeedbackProblem', errors: ERRORS };
  return {
    '/feedback': { post: operation({ ...common, ...feedback(model, label) }) },
  };
}

function feedback(model: JsonSchema, label: JsonSchema) {
  const body = object(
    {
      prediction_id: TEXT,
      actual_outcome: label,
      predicted_outcome: {
        anyOf: [label, { type: 'null' }],
        description: 'Compared with the record, never believed',
      },
    },
    ['prediction_id', 'actual_outcome'],
  );
  const one = { ...body, additionalProperties: false };
  const outcomes = { type: 'array', items: one, minItems: 1, maxItems: MAX_OUTCOMES };
  const several = { ...object({ outcomes }, ['outcomes']), additionalProperties: false };
  const answer = outcome(model, label, { actual_outcome: label });
  return {
    id: 'feedback',
    summary: 'What really happened: one outcome, or several of which each has a result of its own',
    body: { oneOf: [one, several] },
    answer,
    also: {
      status: 207,
      description: 'To several outcomes: a result for each, in their order',
      answer: results(answer),
    },
  };
}

/** Of a batch. */
function results(outcome: JsonSchema): JsonSchema {
  const accepted = { result: { type: 'string', const: 'accepted' }, status: { type: 'integer', const: 200 } };
  const refused = { result: { type: 'string', enum: ROW_RESULTS.filter((result) => result !== 'accepted') } };
  const allOf = (own: Record<string, JsonSchema>, rest: JsonSchema): JsonSchema => ({
    allOf: [object(own, Object.keys(own)), rest],
  });
  const counts = Object.fromEntries(ROW_RESULTS.map((result) => [result, { type: 'integer' }]));
  const items = { anyOf: [allOf(accepted, outcome), allOf(refused, schemaOf('FeedbackProblem'))] };
  return object({ ...counts, results: { type: 'array', items } }, [...ROW_RESULTS, 'results']);
}

/** An outcome as it was taken. */
function outcome(model: JsonSchema, label: JsonSchema, told: Record<string, JsonSchema>): JsonSchema {
  const properties = {
    outcome_id: TEXT,
    prediction_id: TEXT,
    model,
    version: TEXT,
    predicted_outcome: label,
    ...told,
    correct: { type: 'boolean' },
    score: { type: 'number' },
    predicted_at: TIME,
    received_at: TIME,
    source: TEXT,
  };
  return object(properties, Object.keys(properties));
}
