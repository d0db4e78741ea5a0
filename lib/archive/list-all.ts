import type { Entry, Store } from '../store/store.ts';

export async function listAll(store: Store, prefix: string, startAfter?: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  const options = startAfter === undefined ? {} : { startAfter };
  for await (const entry of store.list(prefix, options)) entries.push(entry);
  return entries;
}
