import { parseId, type RecordPlace } from '../log/id.ts';
import type { Store } from '../store/store.ts';
import { entityKeysUntil, entityPrefix, parseEntityKey } from './entity-key.ts';

/** So many are read at a time: more than one is needed only where a prediction was never answered. */
export const READ_AT_ONCE = 4;

interface Candidate {
  predictionId: string;
  place: RecordPlace;
}

/** Predictions that may be the latest one of an entity until a time, the newest first, as far as they are asked for. */
export class Candidates {
  readonly #store: Store;
  readonly #prefix: string;
  #after: string;
  #known: Candidate[] = [];
  #isComplete = false;

  /** @param until milliseconds since the epoch */
  constructor(store: Store, model: string, hash: string, until: number) {
    this.#store = store;
    this.#prefix = entityPrefix(model, hash);
    this.#after = entityKeysUntil(model, hash, until);
  }

  /** What another listing has found: the first keys, in order, and whether there are no more. */
  found(keys: readonly string[], isComplete: boolean): void {
    for (const key of keys) this.#add(key);
    this.#isComplete = isComplete;
  }

  /** Reads the next ones, unless some are known. @throws StoreUnavailableError */
  async fill(): Promise<void> {
    if (this.#known.length === 0 && !this.#isComplete) await this.#read();
  }

  /** The next one; undefined when there are no more. @throws StoreUnavailableError */
  async next(): Promise<Candidate | undefined> {
    await this.fill();
    return this.#known.shift();
  }

  async #read(): Promise<void> {
    let count = 0;
    for await (const { key } of this.#store.list(this.#prefix, { startAfter: this.#after })) {
      this.#add(key);
      if (++count === READ_AT_ONCE) return;
    }
    this.#isComplete = true;
  }

  #add(key: string): void {
    const predictionId = parseEntityKey(key)?.predictionId;
    const place = predictionId === undefined ? undefined : parseId(predictionId, 'predict');
    if (place) this.#known.push({ predictionId: predictionId!, place });
    this.#after = key;
  }
}
