import { ProblemError } from '../http/problem.ts';

/** Another poll of the same source went on meanwhile: nothing is wrong, and nothing was taken twice. */
export class OvertakenError extends Error {
  override readonly name = 'OvertakenError';
}

const UNDER_WAY = 'another poll of this source is under way, or ended a moment ago';

/** What a batch failed with: an OvertakenError where somebody else uses its key. */
export function overtaken(error: unknown): unknown {
  const isOther =
    error instanceof ProblemError && ['in_progress', 'idempotency_key'].includes(error.problem.reason);
  return isOther ? new OvertakenError(UNDER_WAY, { cause: error }) : error;
}
