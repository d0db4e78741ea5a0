import { forEachConcurrently } from '../archive/concurrency.ts';
import { entitiesPrefix } from '../entities/entity-key.ts';
import { recentPrefix } from '../feedback/recent.ts';
import { reviewedPrefix } from '../review/reviewed.ts';
import type { Store } from '../store/store.ts';
import type { Erased, ErasureContext, Touched } from './context.ts';

const CONCURRENCY = 16;
/** Hashes begin with one: a listing in sixteen parts. */
const DIGITS = [...'0123456789abcdef'];

/** Deletes the keys of the rolling window and of reviews that name the predictions. */
export async function eraseMarks({ store }: ErasureContext, { ids, places }: Erased): Promise<Touched[]> {
  const models = [...new Set(places.map(({ model }) => model))];
  const recent = await deleteNaming(store, models.map(recentPrefix), ids);
  const reviewed = await deleteNaming(store, models.map(reviewedPrefix), ids);
  return [
    { what: 'keys of the rolling window', objects: recent, records: recent },
    { what: 'keys of reviews', objects: reviewed, records: reviewed },
  ];
}

/** Deletes the keys by which entities find the predictions. A prediction does not say of which entity it is. */
export async function eraseEntityKeys({ store }: ErasureContext, { ids, places }: Erased): Promise<Touched> {
  const models = [...new Set(places.map(({ model }) => model))];
  const prefixes = models.flatMap((model) => DIGITS.map((digit) => `${entitiesPrefix(model)}${digit}`));
  const deleted = await deleteNaming(store, prefixes, ids);
  return { what: 'keys of entities', objects: deleted, records: deleted };
}

/** The keys of all three are a time, the id of a prediction and perhaps more. */
const PREDICTION = /\/\d{13}~([^/~]+)(?:~[^/]*)?$/;

async function deleteNaming(
  store: Store,
  prefixes: readonly string[],
  ids: ReadonlySet<string>,
): Promise<number> {
  const naming: string[] = [];
  await forEachConcurrently(prefixes, CONCURRENCY, async (prefix) => {
    for await (const { key } of store.list(prefix))
      if (ids.has(PREDICTION.exec(key)?.[1] ?? '')) naming.push(key);
  });
  await forEachConcurrently(naming, CONCURRENCY, (key) => store.delete(key));
  return naming.length;
}
