import type { Store } from '../store/store.ts';
import { parseSegmentKey } from './keys.ts';
import { putMarked, textOf } from './mark.ts';
import { decodeHeader, encodeSegment, type SegmentHeader, sealSegment } from './segment.ts';
import type { SlotObject } from './slot.ts';
import type { Totals } from './totals.ts';

export interface Sealing {
  functionName: string;
  store: Store;
  settings: { idleMs: number };
  newId(): string;
}

/**
 * Fences the writer of an occupied slot off by sealing its segment, and returns the final totals. Undefined when the
 * slot is in use (written within the idle time) or someone else wrote at the same moment.
 */
export async function sealForTakeover(
  env: Sealing,
  current: SlotObject & { segment: string },
  pointerAgeMs: number,
): Promise<Totals | undefined> {
  const { store, settings } = env;
  const key = current.segment;
  const mark = env.newId();
  const isOurs = (text: string): boolean => decodeHeader(text, key).sealed === mark;
  const object = await store.get(key);
  if (!object) {
    if (pointerAgeMs <= settings.idleMs) return undefined;
    const body = encodeSegment(emptyHeader(env.functionName, current, mark), []);
    return (await putMarked(store, key, body, { ifAbsent: true }, isOurs)) && current.totals;
  }
  if (object.ageMs <= settings.idleMs) return undefined;
  const text = textOf(object);
  const header = decodeHeader(text, key);
  if (header.sealed) return header.totals;
  const put = await putMarked(store, key, sealSegment(text, key, mark), { ifMatch: object.etag }, isOurs);
  return put && header.totals;
}

function emptyHeader(
  functionName: string,
  current: SlotObject & { segment: string },
  mark: string,
): SegmentHeader {
  const place = parseSegmentKey(current.segment);
  if (!place) throw new Error(`expected the key of a segment in the slot, got ${current.segment}`);
  return {
    driftgate: 1,
    function: functionName,
    slot: place.slot,
    writer: place.writer,
    seq: place.seq,
    nonce: mark,
    totals: current.totals,
    sealed: mark,
  };
}
