import { compareIds } from '../log/id.ts';
import { invertTime, revertTime } from '../log/inverted-time.ts';
import type { OutcomeRecord } from '../log/record.ts';
import { outcomeTime } from '../outcomes/outcome-time.ts';
import type { Store } from '../store/store.ts';

/** So many keys are kept, as many as one LIST gives: the window, with room for what else was said of what is in it. */
const KEPT = 1000;
/** So many are deleted at once, on stores that do not expire keys by themselves. */
const PRUNED_AT_ONCE = 2000;

/** The rolling window counts this many predictions. */
export const WINDOW = 100;

export interface Rolling {
  /** Distinct predictions in the window. */
  outcomes: number;
  correct: number;
}

/** What a key says of an outcome. */
interface RecentOutcome {
  confidence: number;
  /** As `outcomeTime`. */
  time: number;
  received: number;
  /** The id without the model. */
  tail: string;
  correct: boolean;
}

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
  const resolved = new Map<string, RecentOutcome>();
  let seen = 0;
  for await (const { key } of store.list(recentPrefix(model))) {
    if (++seen > KEPT && resolved.size === WINDOW) break;
    const parts = /\/(\d{13})~([^~]+)~([\d.e-]+)~([01])(?:~(-?\d+)(?:~([\w.-]+))?)?$/.exec(key);
    if (!parts) continue;
    const [, inverted, id, confidence, correct, time, tail = ''] = parts as unknown as string[];
    const known = resolved.get(id!);
    if (!known && resolved.size === WINDOW) continue;
    const received = revertTime(inverted!);
    const outcome = {
      confidence: Number(confidence),
      time: time === undefined ? received : Number(time),
      received,
      tail,
      correct: correct === '1',
    };
    if (!known || outweighs(outcome, known)) resolved.set(id!, outcome);
  }
  return { outcomes: resolved.size, correct: [...resolved.values()].filter(({ correct }) => correct).length };
}

/** Those of one commit, and of several at once, are received in the same millisecond. */
function outweighs(a: RecentOutcome, b: RecentOutcome): boolean {
  if (a.confidence !== b.confidence) return a.confidence > b.confidence;
  if (a.time !== b.time) return a.time > b.time;
  return a.received === b.received ? compareIds(a.tail, b.tail) > 0 : a.received > b.received;
}

/** Deletes keys that the window has left long ago. */
export async function pruneRecent(store: Store, model: string): Promise<void> {
  const old: string[] = [];
  let seen = 0;
  for await (const { key } of store.list(recentPrefix(model))) {
    if (++seen > KEPT) old.push(key);
    if (old.length === PRUNED_AT_ONCE) break;
  }
  for (const key of old) await store.delete(key);
}
