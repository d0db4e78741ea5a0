import { useRef, useState } from 'preact/hooks';
import { Attempts } from './attempts.ts';

export interface Submission<Body, T> {
  sending: boolean;
  /** Why the last one failed. */
  error: Error | undefined;
  /** Undefined: it was not sent, because it is under way or has just been, or it failed. */
  submit(body: Body): Promise<T | undefined>;
  /** The error is no longer about what is shown. */
  forget(): void;
}

/** Sends what somebody submits, once, however often they click. */
export function useSubmission<Body, T>(send: (body: Body, key: string) => Promise<T>): Submission<Body, T> {
  const attempts = useRef<Attempts>(undefined);
  attempts.current ??= new Attempts();
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<Error>();
  const submit = async (body: Body): Promise<T | undefined> => {
    const key = attempts.current!.begin(JSON.stringify(body), performance.now());
    if (key === undefined) return undefined;
    setSending(true);
    setError(undefined);
    try {
      const answer = await send(body, key);
      attempts.current!.end('answered');
      return answer;
    } catch (failure) {
      attempts.current!.end('failed');
      setError(failure as Error);
      return undefined;
    } finally {
      setSending(false);
    }
  };
  return { sending, error, submit, forget: () => setError(undefined) };
}
