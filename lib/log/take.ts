import { StoreUnavailableError } from '../store/errors.ts';
import { candidates } from './candidates.ts';
import type { LogEnvironment } from './environment.ts';
import { type HeldSlot, newSegment } from './held.ts';
import { hourPath, segmentKey, slotKey, slotPrefix } from './keys.ts';
import { putMarked, textOf } from './mark.ts';
import { sealForTakeover } from './seal.ts';
import { decodeSlot, encodeSlot, type SlotObject } from './slot.ts';
import { emptyTotals, type Totals } from './totals.ts';

/**
 * Takes a slot for a new writer: a free one, one whose writer has been idle, else a new one.
 * @throws StoreUnavailableError when none could be taken before `deadline` (ms since the epoch).
 */
export async function takeSlot(env: LogEnvironment, deadline: number): Promise<HeldSlot> {
  for (let round = 0; ; round++) {
    for (const slot of await candidates(env, round)) {
      const held = await tryTake(env, slot);
      if (held) return held;
      if (env.now() >= deadline) {
        const why = 'none could be taken in time';
        throw new StoreUnavailableError('take a slot under', slotPrefix(env.functionName), why);
      }
    }
    await env.sleep(env.random() * 20 * 2 ** Math.min(round, 5));
  }
}

/** Takes one slot, or undefined when it is in use or another taker was first. */
export async function tryTake(env: LogEnvironment, slot: string): Promise<HeldSlot | undefined> {
  const { functionName, store } = env;
  const key = slotKey(functionName, slot);
  const object = await store.get(key);
  const current = object && decodeSlot(textOf(object), key);
  let totals: Totals = current?.totals ?? emptyTotals();
  if (object && current?.segment) {
    const sealed = await sealForTakeover(env, current as SlotObject & { segment: string }, object.ageMs);
    if (!sealed) return undefined;
    totals = sealed;
  }
  const sentAt = env.now();
  const place = { functionName, hour: hourPath(sentAt), slot, writer: env.newId(), seq: 0 };
  const pointer: SlotObject = {
    driftgate: 1,
    nonce: place.writer,
    writer: place.writer,
    segment: segmentKey(place),
    totals,
    seeded: current?.seeded ?? {},
  };
  const condition = object ? { ifMatch: object.etag } : ({ ifAbsent: true } as const);
  const put = await putMarked(
    store,
    key,
    encodeSlot(pointer),
    condition,
    (text) => decodeSlot(text, key).nonce === pointer.nonce,
  );
  if (!put) return undefined;
  return {
    slot,
    writer: place.writer,
    pointer,
    pointerEtag: put.etag,
    totals,
    sentAt,
    zeros: undefined,
    ...newSegment(pointer.segment!, place.hour, place.seq),
  };
}
