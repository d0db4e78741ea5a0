import type { FeatureValues } from '../log/record.ts';
import type { ClassLabel } from '../model/definition.ts';
import type { Reviewed } from './reviewed.ts';

/** The queue has the most uncertain predictions, and no more than these. */
export const QUEUE_SIZE = 1000;
/** Nobody reviews what is older, in milliseconds. */
export const OLDEST_MS = 30 * 24 * 3600_000;

/** A prediction that somebody should look at. */
export interface QueueItem {
  prediction_id: string;
  /** ISO 8601 with milliseconds, UTC. */
  predicted_at: string;
  version: string;
  label: ClassLabel;
  score: number;
  probabilities: number[];
  /** As stored: sensitive ones are already dropped or hashed. */
  features: FeatureValues;
  uncertainty: number;
}

export interface StoredItem extends QueueItem {
  /** How many reviewers are to judge it. */
  wanted: 1 | 2;
  /** Marks of those who have. */
  reviewers: string[];
}

/** `review/model=<m>/queue.json`: in the order in which they are to be reviewed. */
export interface ReviewQueue {
  format: 1;
  model: string;
  /** Reviews since then are not in it. ISO 8601, UTC. */
  made_at: string;
  items: StoredItem[];
}

export const queueKey = (model: string): string => `review/model=${model}/queue.json`;

/** A place in the queue, which holds when items before it go. */
export type QueuePlace = Pick<QueueItem, 'uncertainty' | 'predicted_at' | 'prediction_id'>;

/** Most uncertain first, then oldest. */
export function compareItems(a: QueuePlace, b: QueuePlace): number {
  if (a.uncertainty !== b.uncertainty) return b.uncertainty - a.uncertainty;
  if (a.predicted_at !== b.predicted_at) return a.predicted_at < b.predicted_at ? -1 : 1;
  return a.prediction_id < b.prediction_id ? -1 : a.prediction_id > b.prediction_id ? 1 : 0;
}

/**
 * The queue of what was in it before and what has come: without what is too old or has been judged as often as wanted.
 * @param now milliseconds since the epoch
 * @param isWantedTwice whether two reviewers are to judge a prediction
 */
export function makeQueue(
  items: readonly QueueItem[],
  reviewed: Reviewed,
  now: number,
  isWantedTwice: (predictionId: string) => boolean,
): StoredItem[] {
  const oldest = new Date(now - OLDEST_MS).toISOString();
  const byId = new Map(items.map((item) => [item.prediction_id, item]));
  return [...byId.values()]
    .filter((item) => item.predicted_at >= oldest)
    .map((item): StoredItem => {
      const wanted = isWantedTwice(item.prediction_id) ? 2 : 1;
      return { ...item, wanted, reviewers: [...(reviewed.get(item.prediction_id) ?? [])].sort() };
    })
    .filter(({ wanted, reviewers }) => reviewers.length < wanted)
    .sort(compareItems)
    .slice(0, QUEUE_SIZE);
}
