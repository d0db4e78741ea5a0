import { textOf } from '../log/mark.ts';
import { queueKey, type ReviewQueue } from '../review/queue.ts';
import { PreconditionFailedError } from '../store/errors.ts';
import type { Erased, ErasureContext, Touched } from './context.ts';

/** Takes the predictions out of what people are asked to look at. */
export async function eraseFromQueues({ store }: ErasureContext, { ids, places }: Erased): Promise<Touched> {
  const touched: Touched = { what: 'items of the review queue', objects: 0, records: 0 };
  for (const key of new Set(places.map(({ model }) => queueKey(model)))) {
    for (;;) {
      const object = await store.get(key);
      if (!object) break;
      const queue = JSON.parse(textOf(object)) as ReviewQueue;
      const items = queue.items.filter(({ prediction_id }) => !ids.has(prediction_id));
      const gone = queue.items.length - items.length;
      if (gone === 0) break;
      try {
        await store.put(key, `${JSON.stringify({ ...queue, items })}\n`, { ifMatch: object.etag });
        touched.objects++;
        touched.records += gone;
        break;
      } catch (error) {
        if (!(error instanceof PreconditionFailedError)) throw error;
      }
    }
  }
  return touched;
}
