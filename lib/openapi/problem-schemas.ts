import { problemType } from '../http/problem-type.ts';
import { FEEDBACK_REASONS, PREDICT_REASONS } from '../metrics/reasons.ts';
import type { JsonSchema } from './row-schema.ts';

/** Of requests that predict nothing and tell nothing. */
const READING_REASONS = [
  'invalid_request',
  'not_found',
  'method_not_allowed',
  'unknown_model',
  'not_ready',
  'store_unavailable',
  'internal',
];

const MEMBERS = {
  title: { type: 'string' },
  status: { type: 'integer' },
  detail: { type: 'string', description: 'What was expected, and what came' },
};

/** RFC 9457, with every `type` there is. */
const problem = (reasons: readonly string[], more: JsonSchema = {}): JsonSchema => ({
  type: 'object',
  properties: { type: { type: 'string', enum: reasons.map(problemType) }, ...MEMBERS, ...more },
  required: ['type', 'title', 'status', 'detail'],
});

const INPUT_ERRORS = {
  model: { type: 'string' },
  errors: {
    type: 'array',
    description: 'The first hundred of what is wrong in the input',
    items: {
      type: 'object',
      properties: {
        pointer: { type: 'string', description: 'JSON pointer into the body' },
        check: { type: 'string' },
        detail: { type: 'string' },
      },
      required: ['pointer', 'check', 'detail'],
    },
  },
  errors_not_listed: { type: 'integer' },
};

export const PROBLEM_SCHEMAS: Record<string, JsonSchema> = {
  Problem: problem(READING_REASONS),
  PredictProblem: problem(PREDICT_REASONS, INPUT_ERRORS),
  FeedbackProblem: problem(FEEDBACK_REASONS),
  InferenceError: {
    description: 'The error of the Open Inference Protocol, with the members of RFC 9457 beside it',
    allOf: [
      { type: 'object', properties: { error: { type: 'string' } }, required: ['error'] },
      problem([...new Set([...READING_REASONS, ...PREDICT_REASONS])], INPUT_ERRORS),
    ],
  },
};
