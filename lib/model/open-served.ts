import type { OpenVersion } from './open-published.ts';
import { openPublished } from './published.ts';
import { requireHashKey } from './redact.ts';

/**
 * Opens a version for predictions: whether its files are as published is seen when they are loaded, but without a key
 * for what it must hash it is not one to start with.
 */
export const openServed =
  (hashKey: string | undefined): OpenVersion =>
  async (store, name, published) => {
    const folder = await openPublished(store, name, published);
    requireHashKey([folder.definition], hashKey);
    return folder;
  };
