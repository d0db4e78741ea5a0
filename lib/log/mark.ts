import { PreconditionFailedError, StoreUnavailableError } from '../store/errors.ts';
import type { Condition, Store, StoredObject } from '../store/store.ts';

const decoder = new TextDecoder();

export const textOf = (object: StoredObject): string => decoder.decode(object.body);

/**
 * A conditional put that carries a mark of its own. Where the answer leaves the outcome open, the object is read back
 * and the mark looked for. Undefined: not in, as far as can be seen; a lost put may still land later.
 * @throws StoreUnavailableError when reading back fails too.
 */
export async function putMarked(
  store: Store,
  key: string,
  body: string,
  condition: Condition,
  isOurs: (text: string) => boolean,
): Promise<{ etag: string } | undefined> {
  try {
    return await store.put(key, body, condition);
  } catch (error) {
    if (!(error instanceof PreconditionFailedError || error instanceof StoreUnavailableError)) throw error;
  }
  const object = await store.get(key);
  return object && isOurs(textOf(object)) ? { etag: object.etag } : undefined;
}
