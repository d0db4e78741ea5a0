import { setTimeout as sleep } from 'node:timers/promises';
import { ProblemError } from '../../lib/http/problem.ts';

/**
 * What the work comes to, if it does so in time. It goes on all the same: what it makes durable counts, as on Lambda,
 * whose gateway gives up in the same way.
 * @throws ProblemError `timeout`
 */
export async function withinTime<T>(seconds: number, work: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = sleep(seconds * 1000, undefined, { signal: timer.signal }).then(() => {
    const detail = `expected an answer within ${seconds} s, got none. The request may have been counted.`;
    throw new ProblemError({ status: 504, reason: 'timeout', title: 'No answer in time', detail });
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    timer.abort();
  }
}
