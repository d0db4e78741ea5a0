import { Reservoir } from '../rows/reservoir.ts';
import type { Random } from '../statistics/random.ts';
import type { Delay } from './delay.ts';
import { shownDuration } from './duration.ts';

/** Something whose outcome may be sent. */
export type Planned<T> = T & {
  /** In milliseconds; undefined where no outcome is sent. */
  readonly delay: number | undefined;
};

/**
 * Which outcomes are sent, and how late: the same items and numbers give the same plan, whatever answers come when.
 * @param ratio 0 to 1, of the items whose outcome is known
 */
export function planOutcomes<T extends { readonly actual: unknown }>(
  items: readonly T[],
  ratio: number,
  delay: Delay,
  random: Random,
): Planned<T>[] {
  const known = items.flatMap(({ actual }, i) => (actual === undefined ? [] : [i]));
  const reservoir = new Reservoir<number>(Math.round(ratio * known.length), random);
  for (const i of known) reservoir.add(i);
  const chosen = new Set(reservoir.items);
  return items.map((item, i) => ({ ...item, delay: chosen.has(i) ? delay(random) : undefined }));
}

/** How many outcomes are sent and how late the last, in words. */
export function plannedOutcomes(items: readonly Planned<unknown>[]): string {
  let count = 0;
  let longest = 0;
  for (const { delay } of items) {
    if (delay === undefined) continue;
    count++;
    longest = Math.max(longest, delay);
  }
  return `${count} outcomes${longest > 0 ? `, at most ${shownDuration(longest)} late` : ''}`;
}
