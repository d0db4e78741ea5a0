import type { RecordPlace } from '../log/id.ts';
import type { Database } from '../profile/duckdb.ts';
import type { Store } from '../store/store.ts';

/** What an erasure works on. */
export interface ErasureContext {
  store: Store;
  database: Database;
  /** An existing directory for files that last as long as the erasure. */
  directory: string;
  /** Ten characters of 0-9a-z, unique. */
  newId(): string;
}

/** The predictions that are erased. */
export interface Erased {
  ids: ReadonlySet<string>;
  /** Where each lies or lay. */
  places: readonly RecordPlace[];
  /**
   * Whether an object that was written so long ago (ms) is looked at: where the erasure is repeated, only what may have
   * come since.
   */
  isLookedAt(ageMs: number): boolean;
}

/** What was done in one place of the store. */
export interface Touched {
  what: string;
  /** That were changed or removed. */
  objects: number;
  /** Records, rows or items in them; of keys, as many as objects. */
  records: number;
}
