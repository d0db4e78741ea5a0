import { mkdtemp, open, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { listAll } from '../archive/list-all.ts';
import type { Database } from '../profile/duckdb.ts';
import type { Store } from '../store/store.ts';
import { openFile } from './open-file.ts';
import type { RowSource } from './row-source.ts';

/** Of an object at once: it is fetched in pieces, so that it may be larger than memory. */
const PIECE_BYTES = 32 * 1024 * 1024;

/**
 * Files in the store, one after the other; each is on the local disk only while it is read.
 * @param keys each a key, or a prefix that ends with `/` and stands for every object below it
 * @throws Error when nothing is there; StoreUnavailableError
 */
export async function* storedFiles(
  store: Store,
  database: Database,
  directory: string,
  keys: readonly string[],
): AsyncGenerator<RowSource> {
  for (const wanted of keys) {
    const found = wanted.endsWith('/') ? (await listAll(store, wanted)).map(({ key }) => key) : [wanted];
    if (found.length === 0) throw new Error(`${wanted}: expected objects below it, got none`);
    for (const key of found) {
      const target = await mkdtemp(join(directory, 'stored-'));
      try {
        const path = join(target, basename(key));
        await fetchPieces(store, key, path);
        yield await openFile(database, path, key);
      } finally {
        await rm(target, { recursive: true, force: true });
      }
    }
  }
}

/** @throws Error when the object is not there, or changes meanwhile */
async function fetchPieces(store: Store, key: string, path: string): Promise<void> {
  const file = await open(path, 'wx');
  try {
    let etag: string | undefined;
    for (let start = 0; ; start += PIECE_BYTES) {
      const piece = await store.get(key, [start, start + PIECE_BYTES - 1]);
      if (!piece) throw new Error(`${key}: expected an object, got none`);
      if (etag !== undefined && piece.etag !== etag)
        throw new Error(`${key}: expected one content, got another while it was read`);
      etag = piece.etag;
      await file.appendFile(piece.body);
      if (piece.body.byteLength < PIECE_BYTES) return;
    }
  } finally {
    await file.close();
  }
}
