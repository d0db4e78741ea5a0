import { ProblemError } from '../http/problem.ts';
import { parseId, type RecordPlace } from '../log/id.ts';
import type { FeedbackReason } from '../metrics/reasons.ts';
import { feedbackProblem } from './problems.ts';

/** A request, or one outcome of it, that is wrong whatever there is in the store. */
export class WrongRequestError extends ProblemError {
  readonly reason: FeedbackReason;
  constructor(reason: FeedbackReason, detail: string) {
    super(feedbackProblem(reason, detail));
    this.reason = reason;
  }
}

export const invalidRequest = (detail: string): WrongRequestError =>
  new WrongRequestError('invalid_request', detail);

/** @throws WrongRequestError unless these fields are there, and at most the others; null is nothing. */
export function expectFields(
  object: Record<string, unknown>,
  required: readonly string[],
  optional: readonly string[],
): void {
  const known = [...required, ...optional];
  const unknown = Object.keys(object).filter((field) => !known.includes(field));
  const missing = required.filter((field) => object[field] === undefined || object[field] === null);
  if (unknown.length === 0 && missing.length === 0) return;
  const got = [
    ...missing.map((field) => `no ${field}`),
    ...unknown.map((field) => `the field "${field.slice(0, 60)}"`),
  ];
  const expected = [required.join(', '), ...(optional.length > 0 ? [optional.join(', ')] : [])];
  throw invalidRequest(`expected ${expected.join(' and at most ')}, got ${got.join(', ')}`);
}

/** What a value that is none of the expected is, for messages. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** A prediction's id and where it lies. @throws WrongRequestError */
export function readPredictionId(value: unknown): { predictionId: string; place: RecordPlace } {
  const place = typeof value === 'string' ? parseId(value, 'predict') : undefined;
  if (place) return { predictionId: value as string, place };
  const got = typeof value === 'string' ? `"${value.slice(0, 100)}"` : kindOf(value);
  const detail = `expected the prediction_id of an answer of /predict, a text like model.2026112107.0003.k3v9x2ab7q.0.17; got ${got}`;
  throw new WrongRequestError('invalid_id', detail);
}
