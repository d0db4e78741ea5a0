import type { Logger } from '../runtime/logger.ts';
import { StoreUnavailableError } from '../store/errors.ts';
import type { Store } from '../store/store.ts';
import { FormerVersions } from './former-versions.ts';
import { type PublishedVersion, publishedModels, readCurrent } from './published.ts';
import type { ModelFolder } from './registry.ts';

/** How one version is opened. @throws Error when it is refused; StoreUnavailableError */
export type OpenVersion = (store: Store, name: string, published: PublishedVersion) => Promise<ModelFolder>;

/** Every published model: its current version, else its previous one, else none of it; the others are not affected. */
export async function openAllPublished(
  store: Store,
  logger: Logger,
  open: OpenVersion,
): Promise<Map<string, ModelFolder>> {
  const names = [...(await publishedModels(store)).keys()];
  const folders = await Promise.all(names.map((name) => openOne(store, name, logger, open)));
  const models = new Map(folders.flatMap((folder) => (folder ? [[folder.definition.name, folder]] : [])));
  if (models.size > 0) return models;
  throw new Error('expected a published model in the store, got none; npm run publish-model makes one');
}

async function openOne(
  store: Store,
  name: string,
  logger: Logger,
  open: OpenVersion,
): Promise<ModelFolder | undefined> {
  const current = await orRefused(name, logger, async () => (await readCurrent(store, name))?.current);
  if (!current) return undefined;
  const { previous } = current;
  const openFirst = async () => {
    for (const version of previous ? [current, previous] : [current]) {
      const folder = await orRefused(name, logger, () => open(store, name, version));
      if (folder) return folder;
    }
    return undefined;
  };
  const before = new FormerVersions(store, logger);
  const [folder, former] = await Promise.all([
    openFirst(),
    previous ? before.definition(name, previous.version) : undefined,
  ]);
  return folder && { ...folder, former };
}

async function orRefused<T>(model: string, logger: Logger, open: () => Promise<T>): Promise<T | undefined> {
  try {
    return await open();
  } catch (error) {
    if (error instanceof StoreUnavailableError) throw error;
    logger('error', 'a published model was refused', { model, error });
    return undefined;
  }
}
