import { PreconditionFailedError, StoreUnavailableError } from '../store/errors.ts';
import type { LogEnvironment } from './environment.ts';
import { type HeldSlot, newSegment } from './held.ts';
import { parseSegmentKey, slotKey } from './keys.ts';
import { textOf } from './mark.ts';
import { decodeSlot, encodeSlot, type SlotObject } from './slot.ts';

/**
 * Changes the slot object of a held slot. Afterwards `held` is as the store has it: changed, unchanged when the put was
 * lost (the caller looks and tries again), or changed by an earlier put of this writer that landed late.
 * @returns false when another writer has taken the slot.
 */
export async function repoint(
  env: LogEnvironment,
  held: HeldSlot,
  change: Partial<SlotObject>,
): Promise<boolean> {
  const key = slotKey(env.functionName, held.slot);
  const next: SlotObject = { ...held.pointer, ...change, nonce: env.newId() };
  try {
    const { etag } = await env.store.put(key, encodeSlot(next), { ifMatch: held.pointerEtag });
    adopt(held, next, etag);
    return true;
  } catch (error) {
    if (!(error instanceof PreconditionFailedError || error instanceof StoreUnavailableError)) throw error;
  }
  const object = await env.store.get(key);
  const current = object && decodeSlot(textOf(object), key);
  if (!object || !current || (current.writer !== held.writer && current.nonce !== next.nonce)) return false;
  adopt(held, current, object.etag);
  return true;
}

function adopt(held: HeldSlot, pointer: SlotObject, etag: string): void {
  held.pointer = pointer;
  held.pointerEtag = etag;
  if (!pointer.segment || pointer.segment === held.segment) return;
  const place = parseSegmentKey(pointer.segment);
  if (!place) throw new Error(`expected the key of a segment in the slot, got ${pointer.segment}`);
  Object.assign(held, newSegment(pointer.segment, place.hour, place.seq));
}
