import type { Logger } from '../runtime/logger.ts';
import { StoreUnavailableError } from '../store/errors.ts';
import type { Store } from '../store/store.ts';
import type { ModelDefinition } from './definition.ts';
import { openPublished, type PublishedVersion, readArtefact, readCurrent } from './published.ts';
import { openSession, type Session } from './session.ts';

/** So often a request looks for other versions, in ms. */
export const CHECK_MS = 30_000;

export interface Served {
  definition: ModelDefinition;
  session: Session;
}

export interface VersionWatchOptions {
  store: Store;
  /** What is served. An entry is replaced when another version is ready. */
  models: Map<string, Served>;
  /** ms, of any origin. */
  now(): number;
  logger: Logger;
  /** A version was refused. */
  onRefused(model: string): void;
}

/**
 * Switches models to the versions that are published, while requests go on with the one they began with. A version is
 * served once all of its files are as published and it has a session; until then, and when it is refused, the running
 * one is kept. Models that are published for the first time are for environments that start later.
 */
export class VersionWatch {
  readonly #options: VersionWatchOptions;
  /** Of each current.json that is followed. */
  readonly #etags = new Map<string, string>();
  #checkedAt: number;
  #checking: Promise<void> | undefined;

  constructor(options: VersionWatchOptions) {
    this.#options = options;
    this.#checkedAt = options.now();
  }

  /** On the way of a request, which it does not delay: looks in the background when the last look is long ago. */
  touch(): void {
    if (this.#options.now() - this.#checkedAt >= CHECK_MS) void this.check();
  }

  /** Resolves when all models are on the version that is published, or have kept theirs. Never throws. */
  check(): Promise<void> {
    this.#checkedAt = this.#options.now();
    const names = [...this.#options.models.keys()];
    this.#checking ??= Promise.all(names.map((name) => this.#follow(name))).then(() => {
      this.#checking = undefined;
    });
    return this.#checking;
  }

  /** For a model whose version could not be loaded at the start: the version before it. Never throws. */
  fallBack(name: string): Promise<void> {
    return this.#logged(name, async () => {
      const found = await readCurrent(this.#options.store, name);
      if (found?.current.previous) await this.#serve(name, found.current.previous);
    });
  }

  #follow(name: string): Promise<void> {
    return this.#logged(name, async () => {
      const { store, models } = this.#options;
      const found = await readCurrent(store, name);
      if (!found || found.etag === this.#etags.get(name)) return;
      if (found.current.version !== models.get(name)!.definition.version)
        await this.#serve(name, found.current);
      // Not for one that was refused, which is looked at again: the rest of it may be on its way.
      this.#etags.set(name, found.etag);
    });
  }

  async #serve(name: string, published: PublishedVersion): Promise<void> {
    const { store, models, logger } = this.#options;
    const was = models.get(name)!.definition.version;
    const folder = await openPublished(store, name, published);
    // All of it must be as published, also what other functions read.
    await readArtefact(store, name, published, 'reference.json');
    models.set(name, { definition: folder.definition, session: await openSession(folder) });
    logger('info', 'another version is served', { model: name, version: published.version, was });
  }

  async #logged(name: string, act: () => Promise<void>): Promise<void> {
    const { logger, onRefused } = this.#options;
    await act().catch((error: unknown) => {
      // Nothing is known about the version; the next look may tell.
      if (error instanceof StoreUnavailableError)
        return logger('warn', 'the published version could not be read', { model: name, error });
      onRefused(name);
      logger('error', 'the published version was refused; the running one is kept', { model: name, error });
    });
  }
}
