import type { Store } from '../store/store.ts';

/** Stored JSON: one line, nothing that depends on when it was written. */
export async function putJson(store: Store, key: string, value: unknown): Promise<void> {
  await store.put(key, `${JSON.stringify(value)}\n`);
}

export async function getJson<T>(store: Store, key: string): Promise<T | undefined> {
  const object = await store.get(key);
  return object && (JSON.parse(Buffer.from(object.body).toString('utf8')) as T);
}
