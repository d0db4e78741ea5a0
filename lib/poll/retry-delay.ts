const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/**
 * How long to wait before the next attempt, in ms: what the endpoint asks for (RFC 9110, Retry-After: seconds or a date),
 * else anything up to twice as long as the time before, so that many clients do not come back at once.
 * @param attempt of those that failed, from 0
 * @param random in [0, 1)
 */
export function retryDelay(attempt: number, retryAfter: string | null, now: number, random: number): number {
  const backoff = random * Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
  if (retryAfter === null) return backoff;
  if (/^\s*\d+\s*$/.test(retryAfter)) return Math.max(Number(retryAfter) * 1000, backoff);
  const time = Date.parse(retryAfter);
  return Number.isNaN(time) ? backoff : Math.max(time - now, backoff);
}
