import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { invalidRequest, WrongRequestError } from '../feedback/fields.ts';
import { parseCursor } from './cursor.ts';
import type { QueuePlace } from './queue.ts';
import { readReviewer } from './request.ts';

const PARAMETERS = ['model', 'reviewer_id', 'limit', 'cursor'];
const INITIAL_LIMIT = 50;
export const MAX_LIMIT = 200;

/** Which part of which queue, and for whom. */
export interface PageRequest {
  model: string;
  /** Undefined: whoever it is. */
  reviewer: string | undefined;
  limit: number;
  after: QueuePlace | undefined;
}

/**
 * Reads `?model=…` with or without `reviewer_id`, `limit` and `cursor`.
 * @param models that are served
 * @throws WrongRequestError
 */
export function readPageRequest(
  { queryStringParameters }: Pick<APIGatewayProxyEventV2, 'queryStringParameters'>,
  models: ReadonlySet<string>,
): PageRequest {
  const parameters = queryStringParameters ?? {};
  const unknown = Object.keys(parameters).filter((name) => !PARAMETERS.includes(name));
  if (unknown.length > 0) {
    const got = unknown.map((name) => `"${name.slice(0, 60)}"`).join(', ');
    throw invalidRequest(`expected at most ${PARAMETERS.join(', ')}, got ${got}`);
  }
  const { model, reviewer_id: reviewer, limit, cursor } = parameters;
  return {
    model: readModel(model, models),
    reviewer: reviewer === undefined ? undefined : readReviewer(reviewer),
    limit: limit === undefined ? INITIAL_LIMIT : readLimit(limit),
    after: cursor === undefined ? undefined : parseCursor(cursor),
  };
}

function readModel(model: string | undefined, models: ReadonlySet<string>): string {
  if (model !== undefined && models.has(model)) return model;
  const expected = `model: expected one of ${[...models].join(', ')}`;
  if (model === undefined) throw invalidRequest(`${expected}, got none`);
  const detail = `${expected}, got "${model.slice(0, 100)}"`;
  throw new WrongRequestError('unknown_model', detail);
}

function readLimit(text: string): number {
  const limit = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw invalidRequest(`limit: expected 1 to ${MAX_LIMIT}, got "${text.slice(0, 100)}"`);
}
