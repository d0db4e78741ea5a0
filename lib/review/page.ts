import { textOf } from '../log/mark.ts';
import type { Store } from '../store/store.ts';
import { formatCursor } from './cursor.ts';
import type { PageRequest } from './page-request.ts';
import { compareItems, queueKey, type ReviewQueue, type StoredItem } from './queue.ts';
import { reviewedSince, reviewerMark } from './reviewed.ts';

/** For clocks that differ, and for keys that are written after the time they have. */
const OVERLAP_MS = 10 * 60_000;

/** What somebody who reviews gets. Nothing of it tells what others said of a prediction. */
export interface ReviewPage {
  model: string;
  /** When the queue was written; null before it has been. */
  made_at: string | null;
  /** Predictions in the queue for whoever asks. */
  waiting: number;
  items: Record<string, unknown>[];
  /** For the next page; null after the last one. */
  next_cursor: string | null;
}

/** A page of a model's queue, by one GET and one LIST. @throws StoreUnavailableError */
export async function reviewPage(store: Store, request: PageRequest): Promise<ReviewPage> {
  const { model, reviewer, limit, after } = request;
  const object = await store.get(queueKey(model));
  if (!object) return { model, made_at: null, waiting: 0, items: [], next_cursor: null };
  const { made_at, items } = JSON.parse(textOf(object)) as ReviewQueue;
  const since = await reviewedSince(store, model, Date.parse(made_at) - OVERLAP_MS);
  const mark = reviewer === undefined ? undefined : reviewerMark(reviewer);
  const waiting = items.filter((item) => {
    const marks = new Set([...item.reviewers, ...(since.get(item.prediction_id) ?? [])]);
    // Without knowing who asks, nobody is asked about the same twice.
    return mark === undefined ? marks.size === 0 : marks.size < item.wanted && !marks.has(mark);
  });
  const rest = after ? waiting.filter((item) => compareItems(item, after) > 0) : waiting;
  const shown = rest.slice(0, limit);
  const next = rest.length > limit ? formatCursor(shown.at(-1)!) : null;
  return { model, made_at, waiting: waiting.length, items: shown.map(present), next_cursor: next };
}

const present = (item: StoredItem): Record<string, unknown> => ({
  prediction_id: item.prediction_id,
  predicted_at: item.predicted_at,
  version: item.version,
  predicted_outcome: item.label,
  score: item.score,
  probabilities: item.probabilities,
  uncertainty: item.uncertainty,
  features: item.features,
});
