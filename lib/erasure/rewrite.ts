import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PreconditionFailedError } from '../store/errors.ts';
import type { Store } from '../store/store.ts';
import type { ErasureContext, Touched } from './context.ts';

/** What is left of an object, and how many records are not. */
export interface Left {
  /** Undefined when the object itself is to go. */
  bytes: Uint8Array | undefined;
  erased: number;
}

/** Puts what is left of an object in its place, if something was erased. Who was first is looked at again. */
export async function rewrite(
  store: Store,
  key: string,
  touched: Touched,
  erase: (bytes: Buffer) => Left | Promise<Left>,
): Promise<void> {
  for (;;) {
    const object = await store.get(key);
    if (!object) return;
    const { body, etag } = object;
    const { bytes, erased } = await erase(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
    if (erased === 0) return;
    try {
      if (bytes) await store.put(key, bytes, { ifMatch: etag });
      else await store.delete(key);
      touched.objects++;
      touched.records += erased;
      return;
    } catch (error) {
      if (!(error instanceof PreconditionFailedError)) throw error;
    }
  }
}

/**
 * The same of an object that may be larger than memory. `erase` gets it as a file and writes what is left to another one,
 * unless it returns that nothing was erased.
 */
export async function rewriteFile(
  context: Omit<ErasureContext, 'database'>,
  key: string,
  touched: Touched,
  erase: (file: string, rest: string) => Promise<number>,
): Promise<void> {
  const { store } = context;
  for (;;) {
    const [file, rest] = twoFiles(context);
    try {
      const found = await store.getFile(key, file);
      const erased = found ? await erase(file, rest) : 0;
      if (!found || erased === 0) return;
      await store.putFile(key, rest, { ifMatch: found.etag });
      touched.objects++;
      touched.records += erased;
      return;
    } catch (error) {
      if (!(error instanceof PreconditionFailedError)) throw error;
    } finally {
      await rm(file, { force: true });
      await rm(rest, { force: true });
    }
  }
}

/** Paths of files that are not there yet. */
export const twoFiles = ({
  directory,
  newId,
}: Pick<ErasureContext, 'directory' | 'newId'>): [string, string] => [
  join(directory, `${newId()}.parquet`),
  join(directory, `${newId()}.parquet`),
];
