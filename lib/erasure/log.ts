import { forEachConcurrently } from '../archive/concurrency.ts';
import { segmentOfId } from '../log/id.ts';
import { parseSegmentKey } from '../log/keys.ts';
import { OUTCOME_FUNCTIONS } from '../outcomes/functions.ts';
import type { Erased, ErasureContext, Touched } from './context.ts';
import { eraseFromSegment } from './segment.ts';

const CONCURRENCY = 16;

/** Erases the predictions themselves: from then on nothing finds them. `found`: those that there are tombstones of now. */
export async function erasePredictionRecords(
  { store, newId }: ErasureContext,
  { ids, places }: Erased,
): Promise<{ touched: Touched; found: Set<string> }> {
  const touched: Touched = { what: 'predictions in the log', objects: 0, records: 0 };
  const found = new Set<string>();
  await forEachConcurrently([...new Set(places.map(segmentOfId))], CONCURRENCY, async (key) => {
    const { predictions, erased } = await eraseFromSegment(store, key, ids, newId());
    for (const id of predictions) found.add(id);
    count(touched, erased.predictions);
  });
  return { touched, found };
}

/**
 * Erases the outcomes about them. Nothing says where these lie, so every segment since the first of the predictions is
 * read: an outcome is received after its prediction, by clocks that may differ by an hour.
 */
export async function eraseOutcomeRecords(
  { store, newId }: ErasureContext,
  { ids, places, isLookedAt }: Erased,
): Promise<Touched> {
  const touched: Touched = { what: 'outcomes in the log', objects: 0, records: 0 };
  const first = hourBefore(places.map(({ hour }) => hour).sort()[0]!);
  for (const functionName of OUTCOME_FUNCTIONS) {
    const keys: string[] = [];
    const prefix = `log/${functionName}/`;
    for await (const { key, ageMs } of store.list(prefix, { startAfter: `${prefix}${first}` }))
      if (parseSegmentKey(key) && isLookedAt(ageMs)) keys.push(key);
    await forEachConcurrently(keys, CONCURRENCY, async (key) => {
      const { erased } = await eraseFromSegment(store, key, ids, newId());
      count(touched, erased.outcomes);
    });
  }
  return touched;
}

function count(touched: Touched, records: number): void {
  if (records > 0) touched.objects++;
  touched.records += records;
}

/** Both as `hourPath` writes them. */
function hourBefore(hour: string): string {
  const [, date, of] = /^dt=(.+)\/hour=(\d\d)$/.exec(hour)!;
  const before = new Date(Date.parse(`${date}T${of}:00:00Z`) - 3600_000).toISOString();
  return `dt=${before.slice(0, 10)}/hour=${before.slice(11, 13)}`;
}
