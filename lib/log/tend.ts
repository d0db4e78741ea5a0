import type { LogEnvironment } from './environment.ts';
import { repoint } from './repoint.ts';
import { visibleTotals, withSeeded } from './seeding.ts';
import { tryTake } from './take.ts';

/** What came of tending a slot. `unconfirmed`: taken, but the gateway did not confirm; free again after the idle time. */
export type Tended = 'in use' | 'published' | 'unconfirmed';

/**
 * Takes a slot that is free, idle or not there yet, publishes its totals (zeros at first) and frees it again, with its
 * totals in the slot object. Only the owner of a slot publishes it, so that what is published never goes back.
 */
export async function tendSlot(env: LogEnvironment, slot: string): Promise<Tended> {
  const held = await tryTake(env, slot);
  if (!held) return 'in use';
  const { seeded } = held.pointer;
  const { series } = env;
  const totals = visibleTotals(held.totals, seeded, env.now(), env.settings.seedingMs);
  if (!(await env.publish({ slot, totals, sentAt: held.sentAt }))) return 'unconfirmed';
  const free = { writer: null, segment: null, totals: held.totals };
  await repoint(env, held, { ...free, seeded: withSeeded(seeded, series, env.now()) });
  return 'published';
}
