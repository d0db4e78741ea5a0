import type { Context } from 'aws-lambda';

/** A handler as the functions export it. */
export interface ServedFunction {
  // biome-ignore lint/suspicious/noExplicitAny: which event a function takes is up to what it is called for
  (event: any, context?: Context): Promise<any>;
  start?(): Promise<unknown>;
  stop?(): Promise<void>;
}

export type Functions = Readonly<Record<string, ServedFunction>>;

/** What a function may ask of its invocation: how much of its time is left. */
export function contextOf(timeoutSeconds: number): Context {
  const end = performance.now() + timeoutSeconds * 1000;
  return { getRemainingTimeInMillis: () => Math.max(0, end - performance.now()) } as Context;
}

/** Runs what the functions do at their end. Never throws. */
export async function stopAll(functions: Functions): Promise<void> {
  await Promise.allSettled(Object.values(functions).map((one) => one.stop?.()));
}
