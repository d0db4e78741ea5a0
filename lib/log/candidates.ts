import type { LogEnvironment } from './environment.ts';
import { hourPrefix, parseSegmentKey, slotName, slotOfKey, slotPrefix } from './keys.ts';

/** So many are asked in a round. */
const ASKED = 6;

/**
 * Slots worth asking for a new writer, found by lists alone: a few of the lowest that seem unused, in random order so
 * that a burst of new environments does not collide; a new one only when there are no others. More with every round.
 */
export async function candidates(env: LogEnvironment, round: number): Promise<string[]> {
  const pointerAges = new Map<string, number>();
  for await (const { key, ageMs } of env.store.list(slotPrefix(env.functionName))) {
    const slot = slotOfKey(key);
    if (slot) pointerAges.set(slot, ageMs);
  }
  const written = await segmentAges(env);
  // A slot that was pointed elsewhere after its segment was last written may be free: its writer was fenced off.
  const unused = [...pointerAges].filter(([slot, pointerAge]) => {
    const segmentAge = written.get(slot) ?? Number.POSITIVE_INFINITY;
    return segmentAge > env.settings.idleMs || segmentAge >= pointerAge;
  });
  // Wider with every round: of a hundred environments that start at once, all ask the same few at first.
  const limit = 4 ** (1 + Math.min(round, 5));
  const few = unused.slice(0, limit).map(([slot]) => slot);
  for (let i = few.length - 1; i > 0; i--) {
    const j = Math.floor(env.random() * (i + 1));
    [few[i], few[j]] = [few[j]!, few[i]!];
  }
  few.splice(ASKED);
  // Whoever lost the race for the last one looks again: it may be that another has become free.
  if (few.length > 0 && (round < 2 || unused.length > limit)) return few;
  let next = pointerAges.size + Math.floor(env.random() * 4 * round);
  while (pointerAges.has(slotName(next))) next++;
  return [...few, slotName(next)];
}

/** How long ago each slot's newest segment was written, in ms, of those written within the idle time. */
async function segmentAges({
  functionName,
  store,
  settings,
  now,
}: LogEnvironment): Promise<Map<string, number>> {
  const ages = new Map<string, number>();
  const times = [now() - settings.idleMs, now()];
  for (const prefix of new Set(times.map((time) => hourPrefix(functionName, time)))) {
    for await (const { key, ageMs } of store.list(prefix)) {
      const slot = parseSegmentKey(key)?.slot;
      if (slot) ages.set(slot, Math.min(ageMs, ages.get(slot) ?? ageMs));
    }
  }
  return ages;
}
