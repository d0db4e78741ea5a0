import { useEffect, useState } from 'preact/hooks';
import type { ApiClient } from './client.ts';
import { UnreachableError } from './problem.ts';

/** What was asked of the API: on its way, there, or why not. */
export type Answer<T> =
  | { state: 'waiting' }
  | { state: 'there'; value: T }
  | { state: 'failed'; error: Error };

/**
 * Asks the API whenever `key` changes, and once more when the API is back after it could not be reached.
 * @param key what the question depends on
 */
export function useAnswer<T>(
  api: ApiClient,
  key: string,
  ask: (signal: AbortSignal) => Promise<T>,
): { answer: Answer<T>; askAgain(): void } {
  const [asked, setAsked] = useState<{ key: string; answer: Answer<T> }>();
  const [attempt, setAttempt] = useState(0);
  const askAgain = () => setAttempt((last) => last + 1);
  useEffect(() => {
    const given = new AbortController();
    setAsked({ key, answer: { state: 'waiting' } });
    ask(given.signal).then(
      (value) => given.signal.aborted || setAsked({ key, answer: { state: 'there', value } }),
      (error) => given.signal.aborted || setAsked({ key, answer: { state: 'failed', error } }),
    );
    return () => given.abort();
  }, [api, key, attempt]);
  // What was asked before is no answer to this.
  const answer: Answer<T> = asked?.key === key ? asked.answer : { state: 'waiting' };
  const failed = answer.state === 'failed' && answer.error instanceof UnreachableError;
  useEffect(() => {
    if (!failed) return undefined;
    return api.reachability.subscribe(() => {
      if (api.reachability.reachable) askAgain();
    });
  }, [api, failed]);
  return { answer, askAgain };
}
