import type { Seeded } from './seeding.ts';
import type { Totals } from './totals.ts';

/** `slots/<function>/<slot>.json`: who writes the slot, where, and the totals it started from. */
export interface SlotObject {
  driftgate: 1;
  /** Mark of the put that wrote this state. */
  nonce: string;
  /** Null when the slot is free. */
  writer: string | null;
  /** Key of the current segment, which may not exist yet; null when the slot is free. */
  segment: string | null;
  /** Totals at the start of the current segment; of a free slot, its totals. */
  totals: Totals;
  /** Of every other series only zeros may be published from this slot. */
  seeded: Seeded;
}

export const encodeSlot = (slot: SlotObject): string => `${JSON.stringify(slot)}\n`;

/** @throws Error when the text is not a slot object of this format. */
export function decodeSlot(text: string, key: string): SlotObject {
  const slot = JSON.parse(text) as SlotObject;
  if (slot?.driftgate !== 1 || typeof slot.totals !== 'object') {
    throw new Error(`${key}: expected a slot object of format 1, got ${text.slice(0, 80)}`);
  }
  return slot;
}
