import { PreconditionFailedError } from '../../lib/store/errors.ts';
import type { Condition, Store } from '../../lib/store/store.ts';

/** Whether the put went in. Any error but a refusal is a failure of the test. */
export async function wins(store: Store, key: string, body: string, condition: Condition): Promise<boolean> {
  try {
    await store.put(key, body, condition);
    return true;
  } catch (error) {
    if (error instanceof PreconditionFailedError) return false;
    throw error;
  }
}

/** Adds 1 to the number at `key` by compare and swap, as often as it takes. */
export async function increment(store: Store, key: string): Promise<void> {
  while (true) {
    const current = await store.get(key);
    const next = String(Number(current ? text(current.body) : 0) + 1);
    const condition: Condition = current ? { ifMatch: current.etag } : { ifAbsent: true };
    if (await wins(store, key, next, condition)) return;
  }
}

export function text(body: Uint8Array): string {
  return Buffer.from(body).toString();
}
