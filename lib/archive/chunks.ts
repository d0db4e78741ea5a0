import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Entry, Store } from '../store/store.ts';
import { forEachConcurrently } from './concurrency.ts';

/** Enough to hide the store's latency, few enough to keep in memory. */
const CONCURRENCY = 16;

/** Some times as much is in memory: one chunk is fetched while another is read and a third one is archived. */
export const CHUNK_BYTES = 16 * 1024 * 1024;

/** Consecutive segments in one local file, each ending with a newline. */
export interface Chunk {
  file: string;
  /** Bytes; no line is longer. */
  longestSegment: number;
}

/**
 * Copies segments to the local disk, in their order, a chunk at a time, and the next one while one is worked on. Whoever
 * takes a chunk removes its file. @throws when a segment has disappeared since it was listed.
 */
export async function* fetchChunks(
  store: Store,
  entries: readonly Entry[],
  directory: string,
  chunkBytes = CHUNK_BYTES,
): AsyncGenerator<Chunk, void, undefined> {
  const groups = groupBySize(entries, chunkBytes);
  const fetch = (i: number): Promise<Chunk> | undefined => {
    const group = groups[i];
    const chunk = group && fetchChunk(store, group, join(directory, `chunk-${i}.ndjson`));
    // Awaited at its turn.
    chunk?.catch(() => undefined);
    return chunk;
  };
  let next = fetch(0);
  try {
    for (let i = 1; next; i++) {
      const chunk: Chunk = await next;
      next = fetch(i);
      yield chunk;
    }
  } finally {
    // Nothing may be written after the caller has given up and removes the directory.
    await next?.catch(() => undefined);
  }
}

function groupBySize(entries: readonly Entry[], bytes: number): Entry[][] {
  const groups: Entry[][] = [];
  let size = bytes;
  for (const entry of entries) {
    if (size >= bytes) {
      groups.push([]);
      size = 0;
    }
    groups.at(-1)!.push(entry);
    size += entry.size;
  }
  return groups;
}

async function fetchChunk(store: Store, entries: readonly Entry[], path: string): Promise<Chunk> {
  const bodies: Uint8Array[] = [];
  await forEachConcurrently(entries, CONCURRENCY, async ({ key }, i) => {
    const object = await store.get(key);
    if (!object) throw new Error(`${key}: expected the object that was just listed, got none`);
    bodies[i] = ended(object.body);
  });
  const longestSegment = Math.max(...bodies.map(({ byteLength }) => byteLength));
  const bytes = bodies.reduce((sum, { byteLength }) => sum + byteLength, 0);
  await using file = await open(path, 'wx');
  const { bytesWritten } = await file.writev(bodies);
  if (bytesWritten !== bytes)
    throw new Error(`${path}: expected ${bytes} bytes to be written, got ${bytesWritten}`);
  return { file: path, longestSegment };
}

/** A segment that was cut off must not run into the next one. */
const ended = (segment: Uint8Array): Uint8Array =>
  segment.at(-1) === NEWLINE ? segment : Buffer.concat([segment, Uint8Array.of(NEWLINE)]);

const NEWLINE = 0x0a;
