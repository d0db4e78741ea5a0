import { textOf } from '../log/mark.ts';
import type { LogRecord } from '../log/record.ts';
import { decodeHeader, encodeSegment, recordLines } from '../log/segment.ts';
import { PreconditionFailedError } from '../store/errors.ts';
import type { Store } from '../store/store.ts';
import { tombstoneOf } from './tombstone.ts';

/** What became of a segment. */
export interface SegmentErasure {
  /** The predictions whose own record is in it, or what is left of one. */
  predictions: string[];
  /** Records that were erased. */
  erased: { predictions: number; outcomes: number };
}

/**
 * Puts tombstones in the place of predictions and of the outcomes about them. The segment is sealed with it, so that a
 * writer that still has the records in memory cannot put them again: it meets the seal and goes on in the next one.
 * @param ids of predictions
 * @param mark a new id, for the seal
 * @throws StoreUnavailableError
 */
export async function eraseFromSegment(
  store: Store,
  key: string,
  ids: ReadonlySet<string>,
  mark: string,
): Promise<SegmentErasure> {
  const erased = { predictions: 0, outcomes: 0 };
  for (;;) {
    const object = await store.get(key);
    const predictions: string[] = [];
    if (!object) return { predictions, erased };
    const text = textOf(object);
    const found = { predictions: 0, outcomes: 0 };
    let isChanged = false;
    const lines = recordLines(text).flatMap((line) => {
      if (!mayTellOf(line, ids)) return line;
      const record = parse(line);
      // A damaged line counts nothing.
      isChanged ||= !record;
      if (!record) return [];
      if (isPrediction(record) && ids.has(record.id)) predictions.push(record.id);
      const tombstone = tellsOf(record, ids) ? tombstoneOf(record) : undefined;
      if (!tombstone) return line;
      isChanged = true;
      found[tombstone.type === 'erased_prediction' ? 'predictions' : 'outcomes']++;
      return JSON.stringify(tombstone);
    });
    // Also what an earlier round erased whose answer was lost.
    if (!isChanged) return { predictions, erased };
    const header = decodeHeader(text, key);
    const sealed = { ...header, sealed: header.sealed ?? mark };
    erased.predictions = found.predictions;
    erased.outcomes = found.outcomes;
    try {
      await store.put(key, encodeSegment(sealed, lines), { ifMatch: object.etag });
      return { predictions, erased };
    } catch (error) {
      // Its writer, or another who erases, was first: what they left is looked at again.
      if (!(error instanceof PreconditionFailedError)) throw error;
    }
  }
}

/** Most lines do not, and to parse one takes much longer. */
function mayTellOf(line: string, ids: ReadonlySet<string>): boolean {
  for (const [, id] of line.matchAll(/"(?:prediction_)?id":"([^"\\]*)"/g)) if (ids.has(id!)) return true;
  return false;
}

function parse(line: string): LogRecord | undefined {
  try {
    return JSON.parse(line) as LogRecord;
  } catch {
    return undefined;
  }
}

const isPrediction = (record: LogRecord) =>
  record.type === 'prediction' || record.type === 'erased_prediction';

const tellsOf = (record: LogRecord, ids: ReadonlySet<string>): boolean =>
  (record.type === 'prediction' && ids.has(record.id)) ||
  (record.type === 'outcome' && ids.has(record.prediction_id));
