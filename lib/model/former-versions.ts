import type { Logger } from '../runtime/logger.ts';
import { StoreUnavailableError } from '../store/errors.ts';
import type { Store } from '../store/store.ts';
import type { ModelDefinition } from './definition.ts';
import { publishedDefinition } from './published.ts';

/** Definitions of versions that answered once: what their classes meant, for late outcomes and retries. */
export class FormerVersions {
  readonly #store: Store;
  readonly #logger: Logger;
  /** A version is one content for ever. */
  readonly #known = new Map<string, ModelDefinition>();

  constructor(store: Store, logger: Logger) {
    this.#store = store;
    this.#logger = logger;
  }

  /** Undefined when there is none, or none that can be understood. @throws StoreUnavailableError */
  async definition(model: string, version: string): Promise<ModelDefinition | undefined> {
    const key = JSON.stringify([model, version]);
    const known = this.#known.get(key);
    if (known) return known;
    try {
      const definition = await publishedDefinition(this.#store, model, version);
      if (definition) this.#known.set(key, definition);
      return definition;
    } catch (error) {
      if (error instanceof StoreUnavailableError) throw error;
      this.#logger('error', 'a former version could not be read', { model, version, error });
      return undefined;
    }
  }
}
