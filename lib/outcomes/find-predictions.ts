import { forEachConcurrently } from '../archive/concurrency.ts';
import { findRecords } from '../log/find.ts';
import { type SegmentPlace, segmentKey } from '../log/keys.ts';
import type { PredictionRecord } from '../log/record.ts';
import type { Store } from '../store/store.ts';

/** Enough to hide the store's latency, few enough to keep in memory. */
const CONCURRENCY = 16;

/** An id, and where the record lies that it names. */
export interface NamedPrediction {
  predictionId: string;
  place: SegmentPlace;
}

/** Those of the predictions that there are, by id; each segment is read once. @throws StoreUnavailableError */
export async function findPredictions(
  store: Store,
  named: Iterable<NamedPrediction>,
): Promise<Map<string, PredictionRecord>> {
  const segments = new Map<string, { place: SegmentPlace; ids: Set<string> }>();
  for (const { predictionId, place } of named) {
    const key = segmentKey(place);
    const segment = segments.get(key);
    if (segment) segment.ids.add(predictionId);
    else segments.set(key, { place, ids: new Set([predictionId]) });
  }
  const predictions = new Map<string, PredictionRecord>();
  await forEachConcurrently([...segments.values()], CONCURRENCY, async ({ place, ids: wanted }) => {
    for (const [id, record] of await findRecords(store, wanted, place))
      if (record.type === 'prediction') predictions.set(id, record);
  });
  return predictions;
}
