import { invertTime, revertTime } from '../log/inverted-time.ts';
import type { Store } from '../store/store.ts';

/** Where it is kept which predictions were erased, and when: their ids, and nothing else of them. */
const PREFIX = 'erasures/';

export interface ErasureOrder {
  predictionId: string;
  /** Milliseconds since the epoch. */
  time: number;
}

/** Zero-byte key of an order, newest first in a listing. */
export const orderKey = ({ predictionId, time }: ErasureOrder): string =>
  `${PREFIX}${invertTime(time)}~${predictionId}`;

/** The orders since an instant (milliseconds since the epoch), newest first, by one LIST. */
export async function ordersSince(store: Store, since: number): Promise<ErasureOrder[]> {
  const orders: ErasureOrder[] = [];
  for await (const { key } of store.list(PREFIX)) {
    const [, digits, predictionId] = /^(\d{13})~([^~]+)$/.exec(key.slice(PREFIX.length)) ?? [];
    if (digits === undefined) continue;
    const time = revertTime(digits);
    if (time < since) break;
    orders.push({ predictionId: predictionId!, time });
  }
  return orders;
}
