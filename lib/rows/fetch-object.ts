import { appendFile } from 'node:fs/promises';
import type { Store } from '../store/store.ts';

/** Of an object at once: it is fetched in pieces, so that it may be larger than memory. */
const PIECE_BYTES = 32 * 1024 * 1024;

/** An object is not there, or is not what it was. */
export class ObjectChangedError extends Error {
  override readonly name = 'ObjectChangedError';
}

/**
 * Writes an object to a new file.
 * @param expected the etag that it must have; without, that of its first piece
 * @throws ObjectChangedError, StoreUnavailableError
 */
export async function fetchObject(store: Store, key: string, path: string, expected?: string): Promise<void> {
  let etag = expected;
  for (let start = 0; ; start += PIECE_BYTES) {
    const piece = await store.get(key, [start, start + PIECE_BYTES - 1]);
    if (!piece) throw new ObjectChangedError(`${key}: expected an object, got none`);
    if (etag !== undefined && piece.etag !== etag)
      throw new ObjectChangedError(`${key}: expected one content, got another while it was read`);
    etag = piece.etag;
    await appendFile(path, piece.body, { flag: start === 0 ? 'wx' : 'a' });
    if (piece.body.byteLength < PIECE_BYTES) return;
  }
}
