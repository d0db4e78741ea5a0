import { textOf } from '../log/mark.ts';
import { PreconditionFailedError } from '../store/errors.ts';
import type { Store } from '../store/store.ts';
import { makeQueue, type QueueItem, queueKey, type ReviewQueue } from './queue.ts';
import type { Reviewed } from './reviewed.ts';
import { needsSecondReview } from './second-review.ts';

const MAX_ROUNDS = 5;

/**
 * Writes a model's queue again, of what is in it and what has come. Of two runs at once the second goes on from what the
 * first wrote.
 * @param madeAt when `reviewed` was asked for, milliseconds since the epoch
 * @param secondReviewShare which share of the predictions two reviewers are to judge, 0 to 1
 * @throws PreconditionFailedError when others write it all the time
 */
export async function updateQueue(
  store: Store,
  model: string,
  come: readonly QueueItem[],
  reviewed: Reviewed,
  madeAt: number,
  secondReviewShare: number,
): Promise<void> {
  const key = queueKey(model);
  const isWantedTwice = (id: string): boolean => needsSecondReview(id, secondReviewShare);
  for (let round = 1; ; round++) {
    const object = await store.get(key);
    const before = object ? (JSON.parse(textOf(object)) as ReviewQueue).items : [];
    const items = makeQueue([...before, ...come], reviewed, madeAt, isWantedTwice);
    const queue: ReviewQueue = { format: 1, model, made_at: new Date(madeAt).toISOString(), items };
    try {
      const condition = object ? { ifMatch: object.etag } : ({ ifAbsent: true } as const);
      await store.put(key, `${JSON.stringify(queue)}\n`, condition);
      return;
    } catch (error) {
      if (!(error instanceof PreconditionFailedError) || round === MAX_ROUNDS) throw error;
    }
  }
}
