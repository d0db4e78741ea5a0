import type { LogEnvironment } from '../log/environment.ts';
import { slotKey, slotName, slotOfKey, slotPrefix } from '../log/keys.ts';
import { textOf } from '../log/mark.ts';
import { unseeded, visibleTotals } from '../log/seeding.ts';
import { decodeHeader } from '../log/segment.ts';
import { decodeSlot } from '../log/slot.ts';
import { tendSlot } from '../log/tend.ts';
import type { Totals } from '../log/totals.ts';
import type { GatewayState } from './gateway-state.ts';

const DAY_MS = 24 * 3600_000;
/** So many slots exist at least, and twice as many as are in use, so that Prometheus has scraped their zeros. */
const LEAST_SLOTS = 8;

export interface SlotsReport {
  /** Every slot there is now. */
  slots: string[];
  inUse: number;
  created: number;
  published: number;
  /** Could not be published: taken by a writer at the same moment, or the gateway did not confirm. */
  unpublished: number;
}

/** What the keeper needs of one function's log. */
export interface KeptLog {
  environment: LogEnvironment;
  /** The text of totals, as a writer of the function would push it. */
  text(totals: Totals): Promise<string>;
  /** Names of the metrics that are totals of the log. */
  isTotal(metric: string): boolean;
}

/** Publishes totals of idle slots that the gateway does not show, parks slots idle for a day, creates slots ahead. */
export async function keepSlots(log: KeptLog, gateway: GatewayState): Promise<SlotsReport> {
  const { environment: env } = log;
  const slots = await knownSlots(env);
  const report: SlotsReport = { slots, inUse: 0, created: 0, published: 0, unpublished: 0 };
  const tend = async (slot: string, count: 'created' | 'published'): Promise<void> => {
    const result = await tendSlot(env, slot);
    report[result === 'published' ? count : 'unpublished']++;
  };
  for (const slot of slots) {
    const state = await inspect(log, slot, gateway);
    if (state === 'in use') report.inUse++;
    if (state === 'due') await tend(slot, 'published');
  }
  const wanted = Math.max(LEAST_SLOTS, 2 * report.inUse);
  const taken = new Set(slots);
  for (let number = 0; taken.size < wanted; number++) {
    const slot = slotName(number);
    if (taken.has(slot)) continue;
    await tend(slot, 'created');
    taken.add(slot);
  }
  report.slots = await knownSlots(env);
  return report;
}

async function knownSlots({ functionName, store }: LogEnvironment): Promise<string[]> {
  const slots: string[] = [];
  for await (const { key } of store.list(slotPrefix(functionName))) {
    const slot = slotOfKey(key);
    if (slot) slots.push(slot);
  }
  return slots;
}

async function inspect(
  { environment: env, text, isTotal }: KeptLog,
  slot: string,
  gateway: GatewayState,
): Promise<'in use' | 'due' | 'well'> {
  const { functionName, store, settings, now } = env;
  const key = slotKey(functionName, slot);
  const object = await store.get(key);
  if (!object) return 'well';
  const pointer = decodeSlot(textOf(object), key);
  const segment = pointer.segment === null ? undefined : await store.get(pointer.segment);
  const idleMs = segment?.ageMs ?? object.ageMs;
  if (pointer.segment !== null && idleMs <= settings.idleMs) return 'in use';
  if (pointer.segment !== null && idleMs >= DAY_MS) return 'due';
  if (unseeded(env.series, pointer.seeded)) return 'due';
  const totals = segment ? decodeHeader(textOf(segment), pointer.segment!).totals : pointer.totals;
  const visible = visibleTotals(totals, pointer.seeded, now(), settings.seedingMs);
  return gateway.shows({ job: functionName, slot }, await text(visible), isTotal) ? 'well' : 'due';
}
