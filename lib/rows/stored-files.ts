import { mkdtemp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { listAll } from '../archive/list-all.ts';
import type { Database } from '../profile/duckdb.ts';
import type { Store } from '../store/store.ts';
import { fetchObject } from './fetch-object.ts';
import { openFile } from './open-file.ts';
import type { RowSource } from './row-source.ts';

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
        await fetchObject(store, key, path);
        yield await openFile(database, path, key);
      } finally {
        await rm(target, { recursive: true, force: true });
      }
    }
  }
}
