import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { StoredObject } from './store.ts';

/** A folder is no object, nor is anything below a file. */
const NO_OBJECT = new Set(['ENOENT', 'ENOTDIR', 'EISDIR']);

/**
 * Of the content, as in S3: an inode with its times is not unique when writes follow closely. Processors have
 * instructions for SHA-256, which makes it less than half the work of MD5.
 */
export function etagOf(bytes: Uint8Array): string {
  return hash('sha256', bytes);
}

/** The file at `path` as one object: an open file stays what it was when another is renamed over it. */
export async function readObject(path: string): Promise<StoredObject | undefined> {
  try {
    await using file = await open(path);
    const { mtimeMs } = await file.stat();
    const body = await file.readFile();
    return { body, etag: etagOf(body), ageMs: Math.max(0, Date.now() - mtimeMs) };
  } catch (error) {
    if (isNoObject(error)) return undefined;
    throw error;
  }
}

/** For the critical section, which must not wait. */
export function readEtagSync(path: string): string | undefined {
  try {
    return etagOf(readFileSync(path));
  } catch (error) {
    if (isNoObject(error)) return undefined;
    throw error;
  }
}

function isNoObject(error: unknown): boolean {
  return NO_OBJECT.has((error as NodeJS.ErrnoException).code ?? '');
}
