import { compareIds } from '../log/id.ts';
import type { OutcomeRecord } from '../log/record.ts';

/**
 * Which of two outcomes of equal confidence is the later one: the time when it became known, as the source says, else
 * when it was received; milliseconds since the epoch. A queue delivers in any order and a file may repeat what was
 * corrected since, so what came last need not be what is true. Nobody knows what is yet to come: a source whose clock is
 * ahead is not later than the receipt. Where these are equal the later receipt counts, and of one batch the later row.
 */
export function outcomeTime({ time, observed }: Pick<OutcomeRecord, 'time' | 'observed'>): number {
  const received = Date.parse(time);
  return observed === undefined ? received : Math.min(received, Date.parse(observed));
}

/** The order in which outcomes of one prediction count, the first that counts most: the same as in SQL. */
export function compareOutcomes(a: OutcomeRecord, b: OutcomeRecord): number {
  return (
    b.confidence - a.confidence ||
    outcomeTime(b) - outcomeTime(a) ||
    Date.parse(b.time) - Date.parse(a.time) ||
    compareIds(b.id, a.id)
  );
}
