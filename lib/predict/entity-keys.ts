import { forEachConcurrently } from '../archive/concurrency.ts';
import { entityHash } from '../entities/entity-hash.ts';
import { entityKey } from '../entities/entity-key.ts';
import type { PredictionRecord } from '../log/record.ts';
import type { Store } from '../store/store.ts';
import { RejectedRequestError } from './rejected.ts';
import type { PredictRow } from './rows.ts';

const CONCURRENCY = 32;

/** The keys by which outcomes find predictions of a request by what they are about. */
export class EntityKeys {
  readonly #store: Store;
  readonly #model: string;
  /** In order of the rows; undefined for one that does not say what it is about. */
  readonly #hashes: (string | undefined)[];

  /** @throws RejectedRequestError when a row says what it is about, and there is no key to hash it */
  constructor(store: Store, model: string, hashKey: string | undefined, rows: readonly PredictRow[]) {
    this.#store = store;
    this.#model = model;
    this.#hashes = rows.map(({ entityId }) => {
      if (entityId === undefined) return undefined;
      if (hashKey) return entityHash(entityId, hashKey);
      const detail =
        'expected no entity_id, because this server has no DRIFTGATE_HASH_KEY to store it under, got one';
      const problem = {
        status: 422,
        reason: 'invalid_request',
        title: 'Entities are not stored here',
        detail,
      };
      throw new RejectedRequestError(problem, model);
    });
  }

  /**
   * To be written before the predictions are, so that none can be without: a key whose prediction never comes is passed
   * over. @throws StoreUnavailableError
   */
  async put(predictions: readonly PredictionRecord[]): Promise<void> {
    const keys = predictions.flatMap(({ id, time }, i) => {
      const hash = this.#hashes[i];
      return hash === undefined ? [] : entityKey(this.#model, hash, Date.parse(time), id);
    });
    await forEachConcurrently(keys, CONCURRENCY, async (key) => {
      await this.#store.put(key, '');
    });
  }
}
