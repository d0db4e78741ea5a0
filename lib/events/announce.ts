import { PreconditionFailedError } from '../store/errors.ts';
import type { Store } from '../store/store.ts';
import type { BusEvent, EventBus } from './event-bus.ts';

/**
 * Sends an event once and records it at `key`: on a machine without AWS, where there is no bus, the record is all there
 * is. Two runs at once, or one that ends between the two steps, may send it twice, so receivers act on the key.
 * Returns whether it was new. @throws Error when it could not be sent; the next run tries again
 */
export async function announceOnce(
  store: Store,
  bus: EventBus | undefined,
  key: string,
  event: BusEvent,
): Promise<boolean> {
  if (await store.get(key)) return false;
  await bus?.send(event);
  try {
    await store.put(key, `${JSON.stringify(event)}\n`, { ifAbsent: true });
    return true;
  } catch (error) {
    if (error instanceof PreconditionFailedError) return false;
    throw error;
  }
}
