import type { Logger } from '../runtime/logger.ts';
import { StoreUnavailableError } from '../store/errors.ts';
import type { Store } from '../store/store.ts';
import { openPublished, publishedNames, readCurrent } from './published.ts';
import type { ModelFolder } from './registry.ts';

/** Every published model: its current version, else its previous one, else none of it; the others are not affected. */
export async function openAllPublished(store: Store, logger: Logger): Promise<Map<string, ModelFolder>> {
  const names = await publishedNames(store);
  const folders = await Promise.all(names.map((name) => openOne(store, name, logger)));
  const models = new Map(folders.flatMap((folder) => (folder ? [[folder.definition.name, folder]] : [])));
  if (models.size > 0) return models;
  throw new Error('expected a published model in the store, got none; npm run publish-model makes one');
}

async function openOne(store: Store, name: string, logger: Logger): Promise<ModelFolder | undefined> {
  const current = await orRefused(name, logger, async () => (await readCurrent(store, name))?.current);
  for (const version of current ? [current, current.previous] : []) {
    const folder = version && (await orRefused(name, logger, () => openPublished(store, name, version)));
    if (folder) return folder;
  }
  return undefined;
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
