import { median } from '../support/report.ts';

export interface Speed {
  /** ms, one call after the other. */
  p50: number;
  p95: number;
  /** With so many calls in flight. */
  perSecond: number;
}

export const IN_FLIGHT = 8;

/** Times `calls` calls one after the other, and as many with `IN_FLIGHT` at once. `call` gets a running number. */
export async function measure(calls: number, call: (i: number) => Promise<unknown>): Promise<Speed> {
  for (let i = 0; i < Math.ceil(calls / 5); i++) await call(i);
  const times: number[] = [];
  for (let i = 0; i < calls; i++) {
    const started = performance.now();
    await call(i);
    times.push(performance.now() - started);
  }
  const started = performance.now();
  let next = 0;
  const worker = async () => {
    while (next < calls) await call(next++);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  const perSecond = (1000 * calls) / (performance.now() - started);
  return { p50: median(times), p95: times.toSorted((a, b) => a - b)[Math.floor(calls * 0.95)]!, perSecond };
}

/** The median of each figure over several rounds, in which what is compared took turns. */
export const medianOf = (rounds: readonly Speed[]): Speed => ({
  p50: median(rounds.map(({ p50 }) => p50)),
  p95: median(rounds.map(({ p95 }) => p95)),
  perSecond: median(rounds.map(({ perSecond }) => perSecond)),
});
