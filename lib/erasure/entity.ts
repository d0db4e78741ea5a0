import { entityHash } from '../entities/entity-hash.ts';
import { entityPrefix, parseEntityKey } from '../entities/entity-key.ts';
import { parseId } from '../log/id.ts';
import type { Store } from '../store/store.ts';

/** The models that predictions about entities are kept of, one LIST for each. */
export async function modelsWithEntities(store: Store): Promise<string[]> {
  const models: string[] = [];
  for (let after = 'entities/'; ; after = `entities/model=${models.at(-1)}0`) {
    const model = await firstModel(store, after);
    if (model === undefined) return models;
    models.push(model);
  }
}

/** `0` comes right after `/`, which ends the name of a model. */
async function firstModel(store: Store, startAfter: string): Promise<string | undefined> {
  for await (const { key } of store.list('entities/', { startAfter })) {
    const model = /^entities\/model=([^/]+)\//.exec(key)?.[1];
    if (model !== undefined) return model;
  }
  return undefined;
}

/** All predictions of these models about an entity, under whichever of the keys. */
export async function predictionsAbout(
  store: Store,
  models: readonly string[],
  entityId: string,
  hashKeys: readonly string[],
): Promise<string[]> {
  const ids: string[] = [];
  for (const model of models)
    for (const hashKey of hashKeys)
      for await (const { key } of store.list(entityPrefix(model, entityHash(entityId, hashKey)))) {
        const id = parseEntityKey(key)?.predictionId;
        if (id !== undefined && parseId(id, 'predict')) ids.push(id);
      }
  return ids;
}
