const FIRST_MS = 500;
const LONGEST_MS = 30_000;
/** What an endpoint asks for beyond is taken for a mistake: it would not be polled any more. */
const LONGEST_ASKED_MS = 86_400_000;

/**
 * How long an endpoint asks to wait, in ms (RFC 9110, Retry-After: seconds or a date); undefined where it does not. At
 * most a day.
 */
export function askedDelay(retryAfter: string | null, now: number): number | undefined {
  if (retryAfter === null) return undefined;
  const isSeconds = /^\s*\d+\s*$/.test(retryAfter);
  const asked = isSeconds ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - now;
  return Number.isNaN(asked) ? undefined : Math.min(Math.max(asked, 0), LONGEST_ASKED_MS);
}

/**
 * How long to wait before the next attempt, in ms: what the endpoint asks for, else anything up to twice as long as the
 * time before, so that many clients do not come back at once.
 * @param attempt of those that failed, from 0
 * @param random in [0, 1)
 */
export function retryDelay(attempt: number, retryAfter: string | null, now: number, random: number): number {
  const backoff = random * Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
  return Math.max(askedDelay(retryAfter, now) ?? 0, backoff);
}
