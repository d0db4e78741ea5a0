import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Problem } from './problem.ts';
import { json, problemBody, problemResponse } from './respond.ts';

/** Whether the Open Inference Protocol is spoken here, and with it its form of errors. */
export const isInferencePath = (path: string | undefined): boolean => /^\/v2(\/|$)/.test(path ?? '');

/**
 * A problem in the form of the protocol that was spoken: problem+json, or for the Open Inference Protocol its
 * `{"error": "..."}`, with the members of RFC 9457 beside it. That one is application/json, because the published
 * description of the protocol has no other type, and clients generated from it choose their reader by the type.
 */
export function errorResponse(problem: Problem, path: string | undefined): APIGatewayProxyStructuredResultV2 {
  if (!isInferencePath(path)) return problemResponse(problem);
  const [first] = (problem.extensions?.errors ?? []) as { pointer: string; detail: string }[];
  const error = first ? `${problem.detail}: ${first.pointer}: ${first.detail}` : problem.detail;
  return json(problem.status, { error, ...problemBody(problem) }, problem.headers);
}
