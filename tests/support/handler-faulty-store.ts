import { StoreUnavailableError } from '../../lib/store/errors.ts';
import type { Range } from '../../lib/store/range.ts';
import type { Condition, Entry, Store, StoredObject } from '../../lib/store/store.ts';

type Operation = 'put' | 'get' | 'list' | 'copy' | 'delete';

/** A store in front of another, that fails where it is told to. */
export class FaultyStore implements Store {
  /** Whether this call fails before it reaches the store. May also throw an error of its own. */
  fails: (operation: Operation, key: string, condition?: Condition) => boolean = () => false;
  /** Whether this put is reported as failed, and applied only when `land` is called. */
  isLate: (key: string) => boolean = () => false;
  /** Called before a put reaches the store. */
  beforePut: (key: string) => Promise<void> = async () => undefined;
  readonly #store: Store;
  readonly #late: (() => Promise<unknown>)[] = [];

  constructor(store: Store) {
    this.#store = store;
  }

  async put(key: string, body: Uint8Array | string, condition?: Condition): Promise<{ etag: string }> {
    this.#check('put', key, condition);
    if (this.isLate(key)) {
      this.#late.push(() => this.#store.put(key, body, condition));
      throw new StoreUnavailableError('put', key, 'no answer');
    }
    await this.beforePut(key);
    return this.#store.put(key, body, condition);
  }

  async putFile(key: string, path: string, condition?: Condition): Promise<{ etag: string }> {
    this.#check('put', key, condition);
    await this.beforePut(key);
    return this.#store.putFile(key, path, condition);
  }

  async getFile(key: string, path: string): Promise<{ etag: string } | undefined> {
    this.#check('get', key);
    return this.#store.getFile(key, path);
  }

  async get(key: string, range?: Range): Promise<StoredObject | undefined> {
    this.#check('get', key);
    return this.#store.get(key, range);
  }

  async *list(prefix: string, options?: { startAfter?: string }): AsyncGenerator<Entry> {
    this.#check('list', prefix);
    yield* this.#store.list(prefix, options);
  }

  async copy(from: string, to: string, etag: string): Promise<void> {
    this.#check('copy', from);
    return this.#store.copy(from, to, etag);
  }

  async delete(key: string): Promise<void> {
    this.#check('delete', key);
    return this.#store.delete(key);
  }

  /** The puts that were late arrive now; how many of them the store took. */
  async land(): Promise<number> {
    const results = await Promise.allSettled(this.#late.splice(0).map((put) => put()));
    return results.filter(({ status }) => status === 'fulfilled').length;
  }

  #check(operation: Operation, key: string, condition?: Condition): void {
    if (this.fails(operation, key, condition))
      throw new StoreUnavailableError(operation, key, 'secret cause');
  }
}
