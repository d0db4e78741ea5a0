import { IdempotencyKeys } from '../../lib/log/idempotency.ts';
import { jobKeys } from '../../lib/outcomes/functions.ts';
import type { JobContext } from '../../lib/outcomes/job-context.ts';
import type { Store } from '../../lib/store/store.ts';
import { handlerModel } from './handler-model.ts';
import { type Clock, HASH_KEY, openIngest, readOutcomes } from './outcome-log.ts';

let ids = 0;

/** What a poll gets in a new environment; the secrets are the names of their variables. */
export function pollContext(store: Store, clock: Clock, change: Partial<JobContext> = {}): JobContext {
  const newId = () => `k${(++ids).toString(36).padStart(9, '0')}`;
  const model = handlerModel();
  return {
    store,
    ingest: openIngest(store, clock),
    keys: new IdempotencyKeys(store, 'outcomes', newId, { ...jobKeys('outcomes'), inFlightMs: 0 }),
    hashKey: HASH_KEY,
    roll: async () => undefined,
    models: new Map([[model.name, model]]),
    secret: (name) => ('env' in name ? name.env : name.file),
    logger: () => undefined,
    now: clock.now,
    remainingMs: () => Number.POSITIVE_INFINITY,
    settleMs: 0,
    tmp: '',
    ...change,
  };
}

/** Of which predictions there are outcomes, sorted, twice where there are two. The log's totals are checked too. */
export const takenIds = async (store: Store): Promise<string[]> =>
  (await readOutcomes(store)).outcomes.map((outcome) => outcome.prediction_id).sort();
