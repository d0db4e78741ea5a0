import { forEachConcurrently } from '../archive/concurrency.ts';
import { invertTime } from '../log/inverted-time.ts';
import type { OutcomeRecord } from '../log/record.ts';
import { outcomeTime } from '../outcomes/outcome-time.ts';
import type { Store } from '../store/store.ts';
import { type Rolling, RollingWindow } from './rolling-window.ts';

/** So many are deleted at once: more than come between two runs of the keeper at 60 a second. */
const PRUNED_AT_ONCE = 20_000;
const CONCURRENCY = 16;

export const recentPrefix = (model: string): string => `recent/model=${model}/`;

/**
 * Zero-byte key of an outcome, newest first in a listing; all the window needs is in the key itself.
 * @param newest when the last outcome of the prediction was received, where that is another one
 */
export function recentKey(outcome: OutcomeRecord, newest = outcome.time): string {
  const { id, model, prediction_id, confidence, actual, prediction } = outcome;
  const correct = actual === prediction.label ? 1 : 0;
  // Its model is the model of the prediction.
  const tail = id.slice(id.indexOf('.') + 1);
  const name = [prediction_id, confidence, correct, outcomeTime(outcome), tail].join('~');
  return `${recentPrefix(model)}${invertTime(Date.parse(newest))}~${name}`;
}

/**
 * The window over the last 100 predictions that an outcome was received for, by one LIST from the newest. Where several
 * outcomes of one prediction are among the last 1,000, the highest confidence wins, then the latest (`compareOutcomes`).
 */
export async function rolling(store: Store, model: string): Promise<Rolling> {
  const window = new RollingWindow();
  for await (const { key } of store.list(recentPrefix(model))) {
    if (window.isOver) break;
    window.add(key);
  }
  return window.rolling;
}

/**
 * Deletes keys that the window has left long ago. Those that it still needs stay, however many outcomes of the same
 * predictions came since: stores that expire keys by themselves do so by age alone.
 */
export async function pruneRecent(store: Store, model: string): Promise<void> {
  const window = new RollingWindow();
  const old: string[] = [];
  for await (const { key } of store.list(recentPrefix(model))) {
    const { isOld, isOver } = window;
    const counts = window.add(key);
    if (isOver || (isOld && !counts)) old.push(key);
    if (old.length === PRUNED_AT_ONCE) break;
  }
  await forEachConcurrently(old, CONCURRENCY, (key) => store.delete(key));
}
