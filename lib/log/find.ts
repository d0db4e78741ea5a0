import type { Store } from '../store/store.ts';
import { type RecordPlace, segmentOfId } from './id.ts';
import { type SegmentPlace, segmentKey } from './keys.ts';
import { textOf } from './mark.ts';
import type { LogRecord } from './record.ts';
import { decodeRecords, recordLines } from './segment.ts';

/** The record with this id, by one GET of the segment the id names; undefined when there is none. */
export async function findRecord(
  store: Store,
  id: string,
  place: RecordPlace,
): Promise<LogRecord | undefined> {
  return (await findRecords(store, new Set([id]), place)).get(id);
}

/** Those of the records with these ids that are in the segment the place names, by id. */
export async function findRecords(
  store: Store,
  ids: ReadonlySet<string>,
  place: SegmentPlace,
): Promise<Map<string, LogRecord>> {
  const object = await store.get(segmentKey(place));
  const found = new Map<string, LogRecord>();
  for (const line of object ? recordLines(textOf(object)) : []) {
    // Most lines are not asked for, and to parse one takes much longer.
    const id = FIRST_ID.exec(line)?.[1];
    if (id !== undefined && !ids.has(id)) continue;
    const record = JSON.parse(line) as LogRecord;
    if (record.id !== undefined && ids.has(record.id)) found.set(record.id, record);
  }
  return found;
}

/** As records are written; in one that is not, the id is read like everything else. */
const FIRST_ID = /^\{"type":"[a-z_]+","id":"([^"\\]*)"/;

/** So many records from the place on that have ids following each other, of whatever model. */
export async function findRun(store: Store, place: RecordPlace, count: number): Promise<LogRecord[]> {
  const object = await store.get(segmentOfId(place));
  return decodeRecords(object ? textOf(object) : '').filter(({ id }) => {
    const number = id === undefined ? -1 : Number(id.slice(id.lastIndexOf('.') + 1));
    return number >= place.number && number < place.number + count;
  });
}
