import { PreconditionFailedError } from '../store/errors.ts';
import type { Store } from '../store/store.ts';

const KEY = 'keeper/lease.json';
/** Longer than a run can take: the time-out of the function is four minutes. */
const EXPIRES_MS = 270_000;

/**
 * Runs `work` unless another keeper is running. A keeper that died keeps others away for as long; two that run all
 * the same do no harm, because slots are taken by conditional writes only.
 * @returns undefined when another keeper has the lease.
 */
export async function withLease<T>(store: Store, work: () => Promise<T>): Promise<T | undefined> {
  const current = await store.get(KEY);
  const busy = current && current.body.length > 0 && current.ageMs < EXPIRES_MS;
  if (busy) return undefined;
  let held: { etag: string };
  try {
    const condition = current ? { ifMatch: current.etag } : ({ ifAbsent: true } as const);
    held = await store.put(KEY, JSON.stringify({ nonce: crypto.randomUUID() }), condition);
  } catch (error) {
    if (error instanceof PreconditionFailedError) return undefined;
    throw error;
  }
  try {
    return await work();
  } finally {
    await store.put(KEY, '', { ifMatch: held.etag }).catch(() => undefined);
  }
}
