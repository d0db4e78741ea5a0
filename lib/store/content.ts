import { createHash, hash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Range } from './range.ts';
import type { Entry, StoredObject } from './store.ts';

/** A folder is no object, nor is anything below a file. */
const NO_OBJECT = new Set(['ENOENT', 'ENOTDIR', 'EISDIR']);

/** Larger than segments of the log are. To hand smaller ones to other threads takes several times as long as to read them. */
const SMALL_BYTES = 256 * 1024;

const PIECE_BYTES = 1024 * 1024;

/**
 * Of the content, as in S3: an inode with its times is not unique when writes follow closely. Processors have
 * instructions for SHA-256, which makes it less than half the work of MD5.
 */
export function etagOf(bytes: Uint8Array): string {
  return hash('sha256', bytes);
}

/** The file at `path` as one object: an open file stays what it was when another is renamed over it. */
export async function readObject(path: string, range?: Range): Promise<StoredObject | undefined> {
  return ifThere(async () => {
    const small = readSmall(path, Buffer.allocUnsafeSlow);
    if (!small && range) return readPart(path, range);
    const whole = withEtag(small ?? (await readLarge(path)));
    return range ? { ...whole, body: whole.body.subarray(range[0], range[1] + 1) } : whole;
  });
}

/** The same without its content. */
export async function describeObject(path: string): Promise<Omit<Entry, 'key'> | undefined> {
  return ifThere(async () => {
    const small = readSmall(path, (size) => scratch.subarray(0, size));
    if (small) return { etag: etagOf(small.body), size: small.body.byteLength, ageMs: small.ageMs };
    const { etag, size, ageMs } = await readPart(path, [0, 0]);
    return { etag, size, ageMs };
  });
}

/** For the critical section, which must not wait. */
export function readEtagSync(path: string): string | undefined {
  try {
    const file = openSync(path, 'r');
    try {
      const digest = createHash('sha256');
      for (let bytes = -1; bytes !== 0; digest.update(scratch.subarray(0, bytes)))
        bytes = readSync(file, scratch, 0, scratch.length, null);
      return digest.digest('hex');
    } finally {
      closeSync(file);
    }
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

/** Part of a file that may be larger than memory: its etag is that of the whole. */
async function readPart(path: string, [first, last]: Range): Promise<StoredObject & { size: number }> {
  await using file = await open(path);
  const { mtimeMs } = await file.stat();
  const digest = createHash('sha256');
  const parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of file.createReadStream({ highWaterMark: PIECE_BYTES, autoClose: false })) {
    const bytes = chunk as Buffer;
    digest.update(bytes);
    const wanted = bytes.subarray(Math.max(0, first - size), Math.max(0, last + 1 - size));
    // Even nothing of a chunk would keep all of it.
    if (wanted.byteLength > 0) parts.push(wanted);
    size += bytes.byteLength;
  }
  return { body: Buffer.concat(parts), etag: digest.digest('hex'), size, ageMs: age(mtimeMs) };
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

export function isNoObject(error: unknown): boolean {
  return NO_OBJECT.has((error as NodeJS.ErrnoException).code ?? '');
}
