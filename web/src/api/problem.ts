import { isObject } from '../../../lib/model/json-value.ts';

/** One thing wrong with one field of a request, by a JSON pointer (RFC 6901) into its body. */
export interface FieldError {
  pointer: string;
  detail: string;
}

/** The API answered, and refused (RFC 9457). */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  /** Stable, such as `urn:driftgate:problem:out-of-range`; `about:blank` of what stands before the API. */
  readonly type: string;
  readonly title: string;
  readonly errors: readonly FieldError[];
  constructor(problem: {
    status: number;
    type: string;
    title: string;
    detail: string;
    errors: FieldError[];
  }) {
    super(problem.detail);
    this.status = problem.status;
    this.type = problem.type;
    this.title = problem.title;
    this.errors = problem.errors;
  }
}

/** Nothing answered, or not in time, or something that is not the API: the request may or may not have arrived. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

/**
 * What an answer that is no success means.
 * @param body as it was parsed; undefined when it was no JSON
 */
export function refusal(status: number, body: unknown): ApiProblem | UnreachableError {
  const members = isObject(body) ? body : {};
  const { type, title, detail, errors, message } = members;
  // What stands before the API has no body of ours where the API does not answer.
  if (typeof type !== 'string' && status >= 502 && status <= 504)
    return new UnreachableError(`expected an answer of the API, got status ${status}`);
  return new ApiProblem({
    status,
    type: text(type) ?? 'about:blank',
    title: text(title) ?? `Status ${status}`,
    detail: text(detail) ?? text(message) ?? `The API answered with status ${status} and no explanation.`,
    errors: Array.isArray(errors) ? errors.filter(isFieldError) : [],
  });
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const isFieldError = (value: unknown): value is FieldError =>
  isObject(value) && typeof value.pointer === 'string' && typeof value.detail === 'string';
