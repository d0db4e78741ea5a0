import { StoreUnavailableError } from '../store/errors.ts';
import type { LogEnvironment } from './environment.ts';
import { type HeldSlot, newSegment } from './held.ts';
import {
  hourPath,
  hourPrefix,
  parseSegmentKey,
  segmentKey,
  slotKey,
  slotName,
  slotOfKey,
  slotPrefix,
} from './keys.ts';
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
    }
    if (env.now() >= deadline) {
      throw new StoreUnavailableError(
        'take a slot under',
        slotPrefix(env.functionName),
        'all were contended',
      );
    }
    await env.sleep(env.random() * 20 * 2 ** Math.min(round, 5));
  }
}

/**
 * Slots worth asking, by two lists: those in which nothing was written lately, a few of the lowest in random order so
 * that a burst of new environments does not collide, then a new one.
 */
async function candidates(env: LogEnvironment, round: number): Promise<string[]> {
  const known: string[] = [];
  for await (const { key } of env.store.list(slotPrefix(env.functionName))) {
    const slot = slotOfKey(key);
    if (slot) known.push(slot);
  }
  const busy = new Set<string>();
  const now = env.now();
  for (const hour of new Set(
    [now - env.settings.idleMs, now].map((time) => hourPrefix(env.functionName, time)),
  )) {
    for await (const { key, ageMs } of env.store.list(hour)) {
      const place = ageMs <= env.settings.idleMs ? parseSegmentKey(key) : undefined;
      if (place) busy.add(place.slot);
    }
  }
  const few = known.filter((slot) => !busy.has(slot)).slice(0, 4 + 4 * round);
  for (let i = few.length - 1; i > 0; i--) {
    const j = Math.floor(env.random() * (i + 1));
    [few[i], few[j]] = [few[j]!, few[i]!];
  }
  const taken = new Set(known);
  let next = known.length + Math.floor(env.random() * 4 * round);
  while (taken.has(slotName(next))) next++;
  return [...few, slotName(next)];
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
    zerosAt: undefined,
    ...newSegment(pointer.segment!, place.hour, place.seq),
  };
}
