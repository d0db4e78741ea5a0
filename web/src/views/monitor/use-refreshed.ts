import { useEffect, useState } from 'preact/hooks';
import type { ApiClient } from '../../api/client.ts';

/** What was last answered, and whether the last question failed. Neither: the first answer is on its way. */
export interface Refreshed<T> {
  value?: T;
  /** When it was answered. */
  at?: Date;
  error?: Error;
}

/**
 * Asks again and again while somebody looks, without anything to be seen of it but what changed: an answer stays until
 * the next one is there, and while there is none it is said why. Asks at once when the API is back, or the page is looked
 * at again.
 */
export function useRefreshed<T>(
  api: ApiClient,
  everyMs: number,
  ask: (signal: AbortSignal) => Promise<T>,
): { shown: Refreshed<T>; askAgain(): void } {
  const [shown, setShown] = useState<Refreshed<T>>({});
  const [attempt, setAttempt] = useState(0);
  const askAgain = () => setAttempt((last) => last + 1);
  useEffect(() => {
    const given = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ended = (of: (before: Refreshed<T>) => Refreshed<T>) => {
      if (given.signal.aborted) return;
      setShown(of);
      timer = setTimeout(() => document.hidden || askAgain(), everyMs);
    };
    ask(given.signal).then(
      (value) => ended(() => ({ value, at: new Date() })),
      (error) => ended((before) => ({ ...before, error })),
    );
    return () => {
      given.abort();
      clearTimeout(timer);
    };
  }, [api, attempt, everyMs]);
  useEffect(() => {
    const whenSeen = () => document.hidden || askAgain();
    document.addEventListener('visibilitychange', whenSeen);
    const end = api.reachability.subscribe(() => api.reachability.reachable && askAgain());
    return () => {
      document.removeEventListener('visibilitychange', whenSeen);
      end();
    };
  }, [api]);
  return { shown, askAgain };
}
