import type { Logger } from '../runtime/logger.ts';
import { StoreUnavailableError } from '../store/errors.ts';
import type { Store } from '../store/store.ts';
import { openWhole, type PublishedVersion, publishedModels, readCurrent } from './published.ts';
import type { ModelFolder } from './registry.ts';

/** So often a request looks for other versions, in ms. */
export const CHECK_MS = 30_000;

export interface VersionWatchOptions {
  store: Store;
  /** The version of each model that is served at the start. */
  versions: Iterable<readonly [model: string, version: string]>;
  /** Makes a version ready, and returns what switches to it. @throws when it cannot be served */
  open(folder: ModelFolder): Promise<() => void>;
  /** ms, of any origin. */
  now(): number;
  logger: Logger;
  /** A version was refused. */
  onRefused(model: string): void;
}

/**
 * Switches an environment to the versions and models that are published, while requests go on with the one they began
 * with. A version is switched to once all of its files are as published and it is ready; until then, and when it is
 * refused, the running one is kept. So is a model that is no longer published.
 */
export class VersionWatch {
  readonly #options: VersionWatchOptions;
  readonly #versions: Map<string, string>;
  /** Of each current.json that is followed. */
  readonly #etags = new Map<string, string>();
  #checkedAt: number;
  #checking: Promise<void> | undefined;

  constructor(options: VersionWatchOptions) {
    this.#options = options;
    this.#versions = new Map(options.versions);
    this.#checkedAt = options.now();
  }

  /** On the way of a request, which it does not delay: looks in the background when the last look is long ago. */
  touch(): void {
    if (this.#options.now() - this.#checkedAt >= CHECK_MS) void this.check();
  }

  /** Resolves when all models are on the version that is published, or have kept theirs. Never throws. */
  check(): Promise<void> {
    this.#checkedAt = this.#options.now();
    this.#checking ??= this.#look().finally(() => {
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

  /** One list, as long as nothing changed. */
  async #look(): Promise<void> {
    await this.#logged(undefined, async () => {
      const published = await publishedModels(this.#options.store);
      await Promise.all([...published].map(([name, etag]) => this.#follow(name, etag)));
    });
  }

  #follow(name: string, etag: string): Promise<void> {
    return this.#logged(name, async () => {
      if (etag === this.#etags.get(name)) return;
      const found = await readCurrent(this.#options.store, name);
      if (!found) return;
      if (found.current.version !== this.#versions.get(name)) await this.#serve(name, found.current);
      // Not for one that was refused, which is looked at again: the rest of it may be on its way.
      this.#etags.set(name, found.etag);
    });
  }

  async #serve(name: string, published: PublishedVersion): Promise<void> {
    const { store, open, logger } = this.#options;
    const switchTo = await open(await openWhole(store, name, published));
    switchTo();
    const was = this.#versions.get(name) ?? null;
    this.#versions.set(name, published.version);
    logger('info', 'another version is served', { model: name, version: published.version, was });
  }

  async #logged(model: string | undefined, act: () => Promise<void>): Promise<void> {
    const { logger, onRefused } = this.#options;
    await act().catch((error: unknown) => {
      // Nothing is known about the version; the next look may tell.
      if (error instanceof StoreUnavailableError || model === undefined)
        return logger('warn', 'the published versions could not be read', { model, error });
      onRefused(model);
      logger('error', 'the published version was refused; the running one is kept', { model, error });
    });
  }
}
