import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { dayPrefix } from '../log/keys.ts';
import { OUTCOME_FUNCTIONS } from '../outcomes/functions.ts';
import type { Entry, Store } from '../store/store.ts';
import { forEachConcurrently } from './concurrency.ts';
import { listAll } from './list-all.ts';

/** Enough to hide the store's latency, few enough to keep in memory. */
const CONCURRENCY = 16;

/** The functions whose log the nightly job reads. */
export const LOGS = ['predict', ...OUTCOME_FUNCTIONS] as const;
export type LogName = (typeof LOGS)[number];

/** What the archive has of a log. */
export type LogKind = 'predictions' | 'outcomes';
export const kindOf = (log: LogName): LogKind => (log === 'predict' ? 'predictions' : 'outcomes');

/** The segments of a day, UTC. */
export type DayListing = Record<LogName, Entry[]>;

export async function listDay(store: Store, date: string): Promise<DayListing> {
  const listed = await Promise.all(
    LOGS.map(async (name) => [name, await listAll(store, dayPrefix(name, date))] as const),
  );
  return Object.fromEntries(listed) as DayListing;
}

/** How many segments each log has. */
export const countSegments = (listing: DayListing): Record<LogName, number> =>
  Object.fromEntries(LOGS.map((name) => [name, listing[name].length])) as Record<LogName, number>;

/** Changes when a segment of the day is added, removed or written again. */
export function listingHash(listing: DayListing): string {
  const hash = createHash('sha256');
  for (const name of LOGS) for (const { key, etag } of listing[name]) hash.update(`${key}\n${etag}\n`);
  return hash.digest('hex');
}

/** Copies segments into a new directory. @throws when one has disappeared since it was listed. */
export async function fetchObjects(
  store: Store,
  entries: readonly Entry[],
  directory: string,
  extension: string,
): Promise<void> {
  await mkdir(directory, { recursive: true });
  await forEachConcurrently(entries, CONCURRENCY, async ({ key }, i) => {
    const found = await store.getFile(key, join(directory, `${String(i).padStart(6, '0')}.${extension}`));
    if (!found) throw new Error(`${key}: expected the object that was just listed, got none`);
  });
}
