import type { Store } from '../store/store.ts';
import { parseSegmentKey, slotOfKey, slotPrefix } from './keys.ts';
import { textOf } from './mark.ts';
import type { LogRecord } from './record.ts';
import { decodeHeader, decodeRecords } from './segment.ts';
import { decodeSlot } from './slot.ts';
import { addIncrement, emptyTotals, type Increment, type Totals } from './totals.ts';

export interface Audit {
  records: LogRecord[];
  segments: number;
  /** What the records add up to, and what the slots say; by slot. They are equal unless something is wrong. */
  folded: Map<string, Totals>;
  stated: Map<string, Totals>;
}

/** Reads the whole log of a function and folds it, to be held against the totals of its slots. */
export async function auditLog(
  store: Store,
  functionName: string,
  contribution: (record: LogRecord) => Increment[],
): Promise<Audit> {
  const audit: Audit = { records: [], segments: 0, folded: new Map(), stated: new Map() };
  for await (const { key } of store.list(`log/${functionName}/`)) {
    const place = parseSegmentKey(key);
    const object = place && (await store.get(key));
    if (!object) continue;
    audit.segments++;
    const totals = audit.folded.get(place.slot) ?? emptyTotals();
    audit.folded.set(place.slot, totals);
    for (const record of decodeRecords(textOf(object))) {
      audit.records.push(record);
      for (const increment of contribution(record)) addIncrement(totals, increment);
    }
  }
  for await (const { key } of store.list(slotPrefix(functionName))) {
    const object = await store.get(key);
    const slot = slotOfKey(key);
    if (object && slot) audit.stated.set(slot, await statedTotals(store, key, textOf(object)));
  }
  return audit;
}

/** The totals of a slot as of its last record. */
export async function statedTotals(store: Store, key: string, text: string): Promise<Totals> {
  const pointer = decodeSlot(text, key);
  const segment = pointer.segment === null ? undefined : await store.get(pointer.segment);
  return segment ? decodeHeader(textOf(segment), pointer.segment!).totals : pointer.totals;
}
