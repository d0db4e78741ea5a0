import { forEachConcurrently } from '../archive/concurrency.ts';
import { findRecords } from '../log/find.ts';
import { parseId } from '../log/id.ts';
import { type SegmentPlace, segmentKey } from '../log/keys.ts';
import type { PredictionRecord } from '../log/record.ts';
import type { Store } from '../store/store.ts';

/** Enough to hide the store's latency, few enough to keep in memory. */
const CONCURRENCY = 16;

/** The predictions with these ids, each segment read once; ids that are none have none. @throws StoreUnavailableError */
export async function findPredictions(
  store: Store,
  ids: Iterable<string>,
): Promise<Map<string, PredictionRecord>> {
  const segments = new Map<string, { place: SegmentPlace; ids: Set<string> }>();
  for (const id of ids) {
    const place = parseId(id, 'predict');
    if (!place) continue;
    const key = segmentKey(place);
    const segment = segments.get(key);
    if (segment) segment.ids.add(id);
    else segments.set(key, { place, ids: new Set([id]) });
  }
  const predictions = new Map<string, PredictionRecord>();
  await forEachConcurrently([...segments.values()], CONCURRENCY, async ({ place, ids: wanted }) => {
    for (const [id, record] of await findRecords(store, wanted, place))
      if (record.type === 'prediction') predictions.set(id, record);
  });
  return predictions;
}
