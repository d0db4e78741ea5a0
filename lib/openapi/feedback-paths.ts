import { ROW_RESULTS } from '../feedback/answer.ts';
import { MAX_OUTCOMES } from '../feedback/request.ts';
import type { ModelDefinition } from '../model/definition.ts';
import { MAX_LIMIT } from '../review/page-request.ts';
import { MAX_NOTE, MAX_REVIEWER } from '../review/request.ts';
import { ENTITY_SCHEMA } from './entity-schema.ts';
import { oneOfLabels } from './labels.ts';
import { operation, schemaOf } from './operation.ts';
import type { JsonSchema } from './row-schema.ts';

const TEXT = { type: 'string' };
const TIME = { type: 'string', format: 'date-time' };
const SHARE = { type: 'number', minimum: 0, maximum: 1 };
const REVIEWER = { type: 'string', minLength: 1, maxLength: MAX_REVIEWER };
const ERRORS = [400, 403, 404, 409, 413, 415, 422, 500, 503];

const object = (properties: Record<string, JsonSchema>, required: string[]): JsonSchema => ({
  type: 'object',
  properties,
  required,
});

/**
 * Where outcomes come in by request, and where reviewers find work.
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
    '/validate': {
      post: operation({ ...common, ...validate(model, label) }),
      get: operation({
        id: 'review_queue',
        summary: 'What a reviewer should look at: the least certain first, then the oldest',
        tag: 'Feedback',
        query: {
          model: { required: true, schema: model },
          reviewer_id: { schema: { ...REVIEWER, description: 'With it, second reviews are asked for too' } },
          limit: { schema: { type: 'integer', minimum: 1, maximum: MAX_LIMIT } },
          cursor: { schema: { ...TEXT, description: 'next_cursor of the page before' } },
        },
        answer: page(model, label),
        error: 'FeedbackProblem',
        errors: [400, 404, 500, 503],
      }),
    },
  };
}

function feedback(model: JsonSchema, label: JsonSchema) {
  const told = {
    actual_outcome: label,
    predicted_outcome: {
      anyOf: [label, { type: 'null' }],
      description: 'Compared with the record, never believed',
    },
    observed_at: {
      type: ['string', 'null'],
      description: 'When it became known: ISO 8601; a date alone is the end of that day',
    },
  };
  const about = (subject: Record<string, JsonSchema>): JsonSchema => ({
    ...object({ ...subject, ...told }, [...Object.keys(subject), 'actual_outcome']),
    additionalProperties: false,
  });
  const entity = { ...ENTITY_SCHEMA, type: ['string', 'integer'], description: 'As predict was told it' };
  const one = [about({ prediction_id: TEXT }), about({ entity_id: entity, model })];
  const outcomes = { type: 'array', items: { oneOf: one }, minItems: 1, maxItems: MAX_OUTCOMES };
  const several = { ...object({ outcomes }, ['outcomes']), additionalProperties: false };
  const answer = outcome(model, label, { actual_outcome: label });
  return {
    id: 'feedback',
    summary: 'What really happened: one outcome, or several of which each has a result of its own',
    body: { oneOf: [...one, several] },
    answer,
    also: {
      status: 207,
      description: 'To several outcomes: a result for each, in their order',
      answer: results(answer),
    },
  };
}

function validate(model: JsonSchema, label: JsonSchema) {
  const body = object(
    {
      reviewer_id: REVIEWER,
      prediction_id: TEXT,
      validated_outcome: label,
      note: { type: ['string', 'null'], maxLength: MAX_NOTE },
    },
    ['reviewer_id', 'prediction_id', 'validated_outcome'],
  );
  return {
    id: 'validate',
    summary: 'What somebody who looked at a prediction says',
    body: { ...body, additionalProperties: false },
    answer: outcome(model, label, { validated_outcome: label, reviewer_id: TEXT }),
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

function page(model: JsonSchema, label: JsonSchema): JsonSchema {
  const item = {
    prediction_id: TEXT,
    predicted_at: TIME,
    version: TEXT,
    predicted_outcome: label,
    score: SHARE,
    probabilities: { type: 'array', items: SHARE, description: 'In the order of the classes' },
    uncertainty: SHARE,
    features: { type: 'object', description: 'As stored: what is sensitive is missing or hashed' },
  };
  const properties = {
    model,
    made_at: { type: ['string', 'null'], format: 'date-time', description: 'When the queue was written' },
    waiting: { type: 'integer', description: 'In the whole queue, for whoever asks' },
    items: { type: 'array', items: object(item, Object.keys(item)) },
    next_cursor: { type: ['string', 'null'] },
  };
  return object(properties, Object.keys(properties));
}
