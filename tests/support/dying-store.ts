import type { Range } from '../../lib/store/range.ts';
import type { Condition, Entry, Store, StoredObject } from '../../lib/store/store.ts';

/**
 * A store as a process sees it that is killed at one of its operations, just before it or just after it was applied; or
 * only stopped, if it is revived.
 */
export class DyingStore implements Store {
  readonly #store: Store;
  readonly #last: number;
  readonly #isApplied: boolean;
  #operations = 0;
  #die: () => void = () => undefined;
  /** Resolves when the process is dead. */
  readonly death: Promise<'dead'>;
  /** It goes on, with what it knew. */
  revive: () => void = () => undefined;
  readonly #revival: Promise<void>;

  constructor(store: Store, last: number, isApplied: boolean) {
    this.#store = store;
    this.#last = last;
    this.#isApplied = isApplied;
    this.death = new Promise((resolve) => {
      this.#die = () => resolve('dead');
    });
    this.#revival = new Promise((resolve) => {
      this.revive = resolve;
    });
  }

  put(key: string, body: Uint8Array | string, condition?: Condition): Promise<{ etag: string }> {
    return this.#run(() => this.#store.put(key, body, condition));
  }

  putFile(key: string, path: string, condition?: Condition): Promise<{ etag: string }> {
    return this.#run(() => this.#store.putFile(key, path, condition));
  }

  getFile(key: string, path: string): Promise<{ etag: string } | undefined> {
    return this.#run(() => this.#store.getFile(key, path));
  }

  get(key: string, range?: Range): Promise<StoredObject | undefined> {
    return this.#run(() => this.#store.get(key, range));
  }

  async *list(prefix: string, options?: { startAfter?: string }): AsyncGenerator<Entry> {
    yield* await this.#run(async () => {
      const entries: Entry[] = [];
      for await (const entry of this.#store.list(prefix, options)) entries.push(entry);
      return entries;
    });
  }

  copy(from: string, to: string, etag: string): Promise<void> {
    return this.#run(() => this.#store.copy(from, to, etag));
  }

  delete(key: string): Promise<void> {
    return this.#run(() => this.#store.delete(key));
  }

  async #run<T>(operation: () => Promise<T>): Promise<T> {
    const number = ++this.#operations;
    if (number < this.#last) return operation();
    const applied = number === this.#last && this.#isApplied ? operation() : undefined;
    await applied?.catch(() => undefined);
    this.#die();
    await this.#revival;
    return applied ?? operation();
  }
}
