import { parseId } from '../log/id.ts';
import { eraseFromArchive } from './archive.ts';
import type { Erased, ErasureContext, Touched } from './context.ts';
import { eraseFromFiles } from './dropped-files.ts';
import { eraseEntityKeys, eraseMarks } from './keys.ts';
import { eraseOutcomeRecords, erasePredictionRecords } from './log.ts';
import { orderKey } from './orders.ts';
import { eraseFromQueues } from './review-queue.ts';

/** What an erasure did. */
export interface Erasure {
  touched: Touched[];
  /** Predictions that the log had, or has tombstones of; of others it has nothing, or nothing any more. */
  found: Set<string>;
}

/**
 * Removes predictions and the outcomes about them from the store, but for what they counted. The orders are put first, so
 * that the nightly job ends what a crash cut short; keys of entities go last, because whoever starts again finds the
 * predictions by them. Doing it again is harmless.
 * @param now milliseconds since the epoch
 * @throws Error for a text that is no id of a prediction; StoreUnavailableError
 */
export async function erase(
  context: ErasureContext,
  predictionIds: readonly string[],
  now: number,
): Promise<Erasure> {
  const erased = erasedOf(predictionIds, () => true);
  if (erased.places.length === 0) return { touched: [], found: new Set() };
  for (const predictionId of erased.ids) await context.store.put(orderKey({ predictionId, time: now }), '');
  const { touched, found } = await eraseContents(context, erased);
  return { touched: [...touched, await eraseEntityKeys(context, erased)], found };
}

/**
 * The same for what may have come since: who had read a prediction just before it was erased may have written an outcome,
 * an archive or a queue after it.
 * @param agoMs how long ago the first of the predictions was erased
 */
export async function eraseAgain(
  context: ErasureContext,
  predictionIds: readonly string[],
  agoMs: number,
): Promise<Touched[]> {
  const erased = erasedOf(predictionIds, (ageMs) => ageMs <= agoMs + CLOCKS_MS);
  return (await eraseContents(context, erased)).touched;
}

/** By so much clocks may differ. */
const CLOCKS_MS = 3600_000;

async function eraseContents(context: ErasureContext, erased: Erased): Promise<Erasure> {
  const { touched, found } = await erasePredictionRecords(context, erased);
  return {
    touched: [
      touched,
      await eraseOutcomeRecords(context, erased),
      ...(await eraseFromArchive(context, erased)),
      await eraseFromQueues(context, erased),
      ...(await eraseMarks(context, erased)),
      await eraseFromFiles(context, erased),
    ],
    found,
  };
}

function erasedOf(predictionIds: readonly string[], isLookedAt: Erased['isLookedAt']): Erased {
  const places = predictionIds.map((id) => {
    const place = parseId(id, 'predict');
    if (!place) throw new Error(`expected the id of a prediction, got ${JSON.stringify(id.slice(0, 100))}`);
    return place;
  });
  return { ids: new Set(predictionIds), places, isLookedAt };
}
