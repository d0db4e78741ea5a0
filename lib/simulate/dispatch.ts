/** What is next: something to do, or when to ask again (of `performance.now()`); undefined when nothing is left. */
export type Step = (() => Promise<void>) | { readonly at: number } | undefined;

/** The most that setTimeout takes. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Does one step after the other, at most `concurrency` at a time, until nothing is left and nothing is under way, which
 * may bring more. Once `signal` aborts or a step fails nothing new begins, and what is under way is waited for.
 * @throws what the first step that failed threw
 */
export async function dispatch(next: () => Step, concurrency: number, signal: AbortSignal): Promise<void> {
  let underWay = 0;
  const failures: unknown[] = [];
  let wake = (): void => undefined;
  const run = async (step: () => Promise<void>): Promise<void> => {
    underWay++;
    try {
      await step();
    } catch (error) {
      failures.push(error);
    } finally {
      underWay--;
      wake();
    }
  };
  const pause = (until = Infinity): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.min(Math.ceil(until - performance.now()), LONGEST_MS));
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const onAbort = (): void => wake();
  signal.addEventListener('abort', onAbort);
  while (!signal.aborted && failures.length === 0) {
    const isFull = underWay >= concurrency;
    const step = isFull ? undefined : next();
    if (typeof step === 'function') void run(step);
    else if (step || underWay > 0) await pause(step?.at);
    else break;
  }
  while (underWay > 0) await pause();
  signal.removeEventListener('abort', onAbort);
  if (failures.length > 0) throw failures[0];
}
