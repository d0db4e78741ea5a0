import type { Store } from '../store/store.ts';
import type { KnownModels } from './known-models.ts';

/** What predictions are found by. */
export interface Predicted extends KnownModels {
  store: Store;
  /** Undefined where entities are not known, and rows about them are refused. */
  hashKey: string | undefined;
  /** Of predictions that were made before the key was changed. */
  previousHashKey?: string | undefined;
}
