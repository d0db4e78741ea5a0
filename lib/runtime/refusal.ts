import { type Problem, ProblemError } from '../http/problem.ts';
import { toProblem } from '../http/respond.ts';
import type { LogRecord } from '../log/record.ts';
import type { FunctionLog } from './function-log.ts';
import type { Logger } from './logger.ts';

/**
 * Records that a request is answered with an error, and returns the problem to answer: the error's own, or that the
 * store failed, when not even the refusal could be made durable.
 * @param record the record of a refusal for this reason
 */
export async function refusal(
  { log, logger }: { log: FunctionLog; logger: Logger },
  error: unknown,
  model: string,
  record: (time: string, reason: string) => LogRecord,
): Promise<Problem> {
  let problem = toProblem(error);
  // A problem that has a cause was made for the caller; the log gets the cause.
  const told = error instanceof ProblemError && error.cause ? error.cause : error;
  if (problem.status >= 500) logger('error', 'a request failed', { model, error: told });
  // What the store made fail is owed a record already.
  if (problem.reason === 'store_unavailable') log.countStoreFailure();
  else {
    const { reason } = problem;
    const cut = ({ time }: { time: number }) => [record(new Date(time).toISOString(), reason)];
    try {
      await log.commit({ cut }, (time) => record(time, 'store_unavailable'));
    } catch (failure) {
      problem = toProblem(failure);
      log.countStoreFailure();
      logger('error', 'a refusal could not be recorded', { model, error: failure });
    }
  }
  await log.published();
  return problem;
}
