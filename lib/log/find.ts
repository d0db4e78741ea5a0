import type { Store } from '../store/store.ts';
import { type RecordPlace, segmentOfId } from './id.ts';
import { type SegmentPlace, segmentKey } from './keys.ts';
import { textOf } from './mark.ts';
import type { LogRecord } from './record.ts';
import { decodeRecords } from './segment.ts';

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
  const text = object ? textOf(object) : '';
  // The header's line is none.
  for (let start = nextLine(text, 0); start > 0; ) {
    const end = nextLine(text, start);
    if (end === 0) break;
    // Most records are not asked for, and to parse one takes much longer.
    const id = idOfLine(text, start);
    if (id === undefined || ids.has(id)) {
      const record = JSON.parse(text.slice(start, end)) as LogRecord;
      if (record.id !== undefined && ids.has(record.id)) found.set(record.id, record);
    }
    start = end;
  }
  return found;
}

/** Where the line after begins; 0 when this one has no end. */
const nextLine = (text: string, start: number): number => text.indexOf('\n', start) + 1;

const PREDICTION = '{"type":"prediction","id":"';

/** As predictions are written; of what is not, the id is read like everything else. */
function idOfLine(text: string, start: number): string | undefined {
  if (!text.startsWith(PREDICTION, start)) return undefined;
  const first = start + PREDICTION.length;
  const id = text.slice(first, text.indexOf('"', first));
  return id.includes('\\') ? undefined : id;
}

/** So many records from the place on that have ids following each other, of whatever model. */
export async function findRun(store: Store, place: RecordPlace, count: number): Promise<LogRecord[]> {
  const object = await store.get(segmentOfId(place));
  return decodeRecords(object ? textOf(object) : '').filter(({ id }) => {
    const number = id === undefined ? -1 : Number(id.slice(id.lastIndexOf('.') + 1));
    return number >= place.number && number < place.number + count;
  });
}
