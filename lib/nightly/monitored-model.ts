import type { ModelFolder } from '../model/registry.ts';
import { folderReference } from '../profile/folder-reference.ts';
import { loadReference } from '../profile/stored-reference.ts';
import type { Logger } from '../runtime/logger.ts';
import { StoreUnavailableError } from '../store/errors.ts';
import type { Store } from '../store/store.ts';
import type { MonitoredModel } from './job.ts';

/**
 * A model with its reference: that in the store, where there is one of its version, else that of its folder.
 * @throws Error when there is neither; StoreUnavailableError
 */
export async function monitoredModel(
  store: Store,
  folder: ModelFolder,
  logger: Logger,
): Promise<MonitoredModel> {
  const { definition } = folder;
  const stored = await loadReference(store, definition).catch((error: unknown) => {
    if (error instanceof StoreUnavailableError) throw error;
    const message = 'the reference in the store cannot be read; that of the model is used';
    logger('error', message, { model: definition.name, error });
    return undefined;
  });
  return { definition, reference: stored ?? (await folderReference(folder)) };
}
