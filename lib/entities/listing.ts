import { forEachConcurrently } from '../archive/concurrency.ts';
import type { Store } from '../store/store.ts';
import { READ_AT_ONCE } from './candidates.ts';
import { entitiesPrefix, parseEntityKey } from './entity-key.ts';

/** As many as S3 lists at a time. */
const PAGE = 1000;
const DIGITS = [...'0123456789abcdef'];

/** Which keys somebody wants to have found. */
export interface Wanted {
  hash: string;
  /** Milliseconds since the epoch. */
  until: number;
}

/** The first keys of those wanted; whether there are no more is known by there being fewer than READ_AT_ONCE. */
export type Found = ReadonlyMap<Wanted, readonly string[]>;

/** Lists a model's entities as a whole, which takes less than to ask for each where many of them are wanted. */
export class EntityListing {
  readonly #store: Store;
  readonly #prefix: string;
  readonly #wanted = new Map<string, Wanted[]>();
  readonly #found = new Map<Wanted, string[]>();

  constructor(store: Store, model: string, wanted: readonly Wanted[]) {
    this.#store = store;
    this.#prefix = entitiesPrefix(model);
    for (const one of wanted) {
      this.#found.set(one, []);
      const same = this.#wanted.get(one.hash);
      if (same) same.push(one);
      else this.#wanted.set(one.hash, [one]);
    }
  }

  /**
   * Reads one page. Returns how many pages there are, or undefined when this was all of them. Hashes are spread evenly,
   * so that the last one of a page tells how many there are.
   */
  async probe(): Promise<number | undefined> {
    let count = 0;
    for await (const { key } of this.#store.list(this.#prefix)) {
      this.#see(key);
      if (++count < PAGE) continue;
      const share = Number.parseInt(parseEntityKey(key)?.hash.slice(0, 8) ?? 'ffffffff', 16) / 2 ** 32;
      for (const keys of this.#found.values()) keys.length = 0;
      return Math.ceil(1 / Math.max(share, Number.MIN_VALUE));
    }
    return undefined;
  }

  /** Reads all, several parts at once. */
  async readAll(concurrency: number): Promise<void> {
    await forEachConcurrently(DIGITS, concurrency, async (digit) => {
      for await (const { key } of this.#store.list(`${this.#prefix}${digit}`)) this.#see(key);
    });
  }

  get found(): Found {
    return this.#found;
  }

  #see(key: string): void {
    const parsed = parseEntityKey(key);
    for (const wanted of (parsed && this.#wanted.get(parsed.hash)) ?? []) {
      const keys = this.#found.get(wanted)!;
      if (parsed!.time <= wanted.until && keys.length < READ_AT_ONCE) keys.push(key);
    }
  }
}
