import { createHash } from 'node:crypto';
import { parseId } from '../log/id.ts';
import { invertTime, revertTime } from '../log/inverted-time.ts';
import type { Store } from '../store/store.ts';

/** Who judged which predictions: marks of reviewers by prediction id. */
export type Reviewed = ReadonlyMap<string, ReadonlySet<string>>;

/** Longer than a prediction stays in the queue. Stores that expire keys by themselves do so after as long. */
const KEPT_MS = 40 * 24 * 3600_000;
/** So many are deleted at once, on stores that do not expire keys by themselves. */
const PRUNED_AT_ONCE = 2000;

export const reviewedPrefix = (model: string): string => `reviewed/model=${model}/`;

/** A reviewer in keys, which no name fits into whatever it is. */
export const reviewerMark = (reviewer: string): string =>
  createHash('sha256').update(reviewer).digest('hex').slice(0, 16);

/** Zero-byte key of a review, newest first in a listing. `time`: when it was received, ISO 8601. */
export const reviewedKey = (review: {
  model: string;
  time: string;
  prediction_id: string;
  reviewer: string;
}): string =>
  `${reviewedPrefix(review.model)}${invertTime(Date.parse(review.time))}~${review.prediction_id}~${reviewerMark(review.reviewer)}`;

const KEY = /^(\d{13})~([^~]+)~([0-9a-f]+)$/;

/** What was reviewed since an instant (milliseconds since the epoch), by one LIST from the newest. */
export async function reviewedSince(store: Store, model: string, since: number): Promise<Reviewed> {
  const prefix = reviewedPrefix(model);
  const reviewed = new Map<string, Set<string>>();
  for await (const { key } of store.list(prefix)) {
    const [, digits, id, mark] = KEY.exec(key.slice(prefix.length)) ?? [];
    if (digits === undefined) continue;
    if (revertTime(digits) < since) break;
    reviewed.set(id!, (reviewed.get(id!) ?? new Set()).add(mark!));
  }
  return reviewed;
}

/** How many predictions of a day (`YYYY-MM-DD`, UTC) are among them. */
export const reviewedOn = (reviewed: Reviewed, date: string): number =>
  [...reviewed.keys()].filter((id) => parseId(id, 'predict')?.hour.startsWith(`dt=${date}/`)).length;

/** Deletes what is of no use any more. `now` in milliseconds since the epoch. */
export async function pruneReviewed(store: Store, model: string, now: number): Promise<void> {
  const prefix = reviewedPrefix(model);
  const oldest = now - KEPT_MS;
  const old: string[] = [];
  for await (const { key } of store.list(prefix, { startAfter: `${prefix}${invertTime(oldest - 1)}` })) {
    old.push(key);
    if (old.length === PRUNED_AT_ONCE) break;
  }
  for (const key of old) await store.delete(key);
}
