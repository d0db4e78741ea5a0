import { hash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Entry, StoredObject } from './store.ts';

/** A folder is no object, nor is anything below a file. */
const NO_OBJECT = new Set(['ENOENT', 'ENOTDIR', 'EISDIR']);

/** Larger than segments of the log are. To hand smaller ones to other threads takes several times as long as to read them. */
const SMALL_BYTES = 256 * 1024;

/**
 * Of the content, as in S3: an inode with its times is not unique when writes follow closely. Processors have
 * instructions for SHA-256, which makes it less than half the work of MD5.
 */
export function etagOf(bytes: Uint8Array): string {
  return hash('sha256', bytes);
}

/** The file at `path` as one object: an open file stays what it was when another is renamed over it. */
export async function readObject(path: string): Promise<StoredObject | undefined> {
  return ifThere(async () => {
    const small = readSmall(path, Buffer.allocUnsafeSlow);
    return withEtag(small ?? (await readLarge(path)));
  });
}

/** The same without its content. */
export async function describeObject(path: string): Promise<Omit<Entry, 'key'> | undefined> {
  return ifThere(async () => {
    const { body, ageMs } = readSmall(path, (size) => scratch.subarray(0, size)) ?? (await readLarge(path));
    return { etag: etagOf(body), size: body.byteLength, ageMs };
  });
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

interface Content {
  body: Uint8Array;
  ageMs: number;
}

/** What is listed is read for its hash only: memory for each would be most of the work. */
const scratch = Buffer.allocUnsafeSlow(SMALL_BYTES);

/** Undefined when it is not small. */
function readSmall(path: string, allocate: (bytes: number) => Buffer): Content | undefined {
  const file = openSync(path, 'r');
  try {
    const { size, mtimeMs } = fstatSync(file);
    if (size > SMALL_BYTES) return undefined;
    const buffer = allocate(size);
    let end = 0;
    for (let read = -1; read !== 0 && end < size; end += read)
      read = readSync(file, buffer, end, size - end, end);
    return { body: buffer.subarray(0, end), ageMs: age(mtimeMs) };
  } finally {
    closeSync(file);
  }
}

async function readLarge(path: string): Promise<Content> {
  await using file = await open(path);
  const { mtimeMs } = await file.stat();
  return { body: await file.readFile(), ageMs: age(mtimeMs) };
}

const age = (mtimeMs: number): number => Math.max(0, Date.now() - mtimeMs);

/** Most who read an object never ask for its etag. */
function withEtag({ body, ageMs }: Content): StoredObject {
  let etag: string | undefined;
  return {
    body,
    ageMs,
    get etag() {
      etag ??= etagOf(body);
      return etag;
    },
  };
}

async function ifThere<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isNoObject(error)) return undefined;
    throw error;
  }
}

function isNoObject(error: unknown): boolean {
  return NO_OBJECT.has((error as NodeJS.ErrnoException).code ?? '');
}
