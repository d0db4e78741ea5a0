import { compareIds } from '../log/id.ts';
import { revertTime } from '../log/inverted-time.ts';

/** So many keys are kept, as many as one LIST gives: the window, with room for what else was said of what is in it. */
const KEPT = 1000;
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

/** The rolling window of a model, folded from its keys, the newest first. */
export class RollingWindow {
  readonly #resolved = new Map<string, RecentOutcome>();
  #keys = 0;

  /** Whether what follows is old, and no part of it. */
  get isOver(): boolean {
    return this.isOld && this.#resolved.size === WINDOW;
  }

  get isOld(): boolean {
    return this.#keys >= KEPT;
  }

  /** Returns whether this is the outcome that counts of its prediction, as far as is known by now. */
  add(key: string): boolean {
    this.#keys++;
    const parts = /\/(\d{13})~([^~]+)~([\d.e-]+)~([01])(?:~(-?\d+)(?:~([\w.-]+))?)?$/.exec(key);
    if (!parts) return false;
    const [, inverted, id, confidence, correct, time, tail = ''] = parts as unknown as string[];
    const known = this.#resolved.get(id!);
    if (!known && this.#resolved.size === WINDOW) return false;
    const received = revertTime(inverted!);
    const outcome = {
      confidence: Number(confidence),
      time: time === undefined ? received : Number(time),
      received,
      tail,
      correct: correct === '1',
    };
    const counts = !known || outweighs(outcome, known);
    if (counts) this.#resolved.set(id!, outcome);
    return counts;
  }

  get rolling(): Rolling {
    const outcomes = [...this.#resolved.values()];
    return { outcomes: outcomes.length, correct: outcomes.filter(({ correct }) => correct).length };
  }
}

/** Those of one commit, and of several at once, are received in the same millisecond. */
function outweighs(a: RecentOutcome, b: RecentOutcome): boolean {
  if (a.confidence !== b.confidence) return a.confidence > b.confidence;
  if (a.time !== b.time) return a.time > b.time;
  return a.received === b.received ? compareIds(a.tail, b.tail) > 0 : a.received > b.received;
}
