import type { Store } from '../store/store.ts';

/** An object is not there, or is not what it was. */
export class ObjectChangedError extends Error {
  override readonly name = 'ObjectChangedError';
}

/**
 * Writes an object to a new file.
 * @param expected the etag that it must have; without, any
 * @throws ObjectChangedError, StoreUnavailableError
 */
export async function fetchObject(store: Store, key: string, path: string, expected?: string): Promise<void> {
  const found = await store.getFile(key, path);
  if (!found) throw new ObjectChangedError(`${key}: expected an object, got none`);
  if (expected !== undefined && found.etag !== expected)
    throw new ObjectChangedError(`${key}: expected one content, got another while it was read`);
}
