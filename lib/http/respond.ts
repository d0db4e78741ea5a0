import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { StoreUnavailableError } from '../store/errors.ts';
import { type Problem, ProblemError } from './problem.ts';
import { problemType } from './problem-type.ts';

const SECURITY = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

export const json = (
  statusCode: number,
  body: unknown,
  headers: Record<string, string> = {},
): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  headers: { 'content-type': 'application/json; charset=utf-8', ...SECURITY, ...headers },
  body: JSON.stringify(body),
});

/** The members of RFC 9457. */
export function problemBody({ status, reason, title, detail, extensions }: Problem): Record<string, unknown> {
  return { type: problemType(reason), title, status, detail, ...extensions };
}

/** A problem as application/problem+json. */
export const problemResponse = (problem: Problem): APIGatewayProxyStructuredResultV2 => ({
  statusCode: problem.status,
  headers: { 'content-type': 'application/problem+json; charset=utf-8', ...SECURITY, ...problem.headers },
  body: JSON.stringify(problemBody(problem)),
});

/** What a caller may know of any error: problems as they are, a store that fails as 503, the rest as a generic 500. */
export function toProblem(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (error instanceof StoreUnavailableError) {
    return {
      status: 503,
      reason: 'store_unavailable',
      title: 'The store is unavailable',
      detail: 'It could not be read or written, so the request is not answered. Try again.',
      headers: { 'retry-after': '1' },
    };
  }
  return {
    status: 500,
    reason: 'internal',
    title: 'Internal error',
    detail: 'The request failed for a reason that is not its own. It has been logged.',
  };
}
