import type { OutcomeRecord } from '../log/record.ts';
import type { FunctionLog } from '../runtime/function-log.ts';
import type { Logger } from '../runtime/logger.ts';
import type { Store } from '../store/store.ts';
import { reviewedKey } from './reviewed.ts';

export interface MarkDependencies {
  store: Store;
  log: Pick<FunctionLog, 'countStoreFailure'>;
  logger: Logger;
}

/**
 * Takes predictions that were judged out of the review queue; again when they are taken again. The outcomes are durable
 * by now, so a failure fails nothing: somebody is asked once more, and the log says so.
 */
export async function markReviewed(
  { store, log, logger }: MarkDependencies,
  outcomes: readonly OutcomeRecord[],
): Promise<void> {
  for (const { reviewer, ...outcome } of outcomes) {
    if (reviewer === undefined) continue;
    try {
      await store.put(reviewedKey({ ...outcome, reviewer }), '');
    } catch (error) {
      const { model, id } = outcome;
      log.countStoreFailure();
      logger('warn', 'a reviewed prediction stays in the review queue', { model, id, error });
    }
  }
}
