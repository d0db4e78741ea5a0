import type { Store } from '../store/store.ts';
import { type RecordPlace, segmentOfId } from './id.ts';
import { textOf } from './mark.ts';
import type { LogRecord } from './record.ts';
import { recordLines } from './segment.ts';

/** The record with this id, by one GET of the segment the id names; undefined when there is none. */
export async function findRecord(
  store: Store,
  id: string,
  place: RecordPlace,
): Promise<LogRecord | undefined> {
  return (await findRecords(store, [id], place))[0];
}

/** Those of the records with these ids that are in the segment the place names, in order of the ids. */
export async function findRecords(
  store: Store,
  ids: readonly string[],
  place: RecordPlace,
): Promise<LogRecord[]> {
  const object = await store.get(segmentOfId(place));
  if (!object) return [];
  const wanted = new Set(ids);
  const found = new Map<string, LogRecord>();
  for (const line of recordLines(textOf(object))) {
    const record = JSON.parse(line) as LogRecord & { id?: string };
    if (record.id !== undefined && wanted.has(record.id)) found.set(record.id, record);
  }
  return ids.flatMap((id) => found.get(id) ?? []);
}
