import { textOf } from '../log/mark.ts';
import type { GaugePublisher, Sample } from '../metrics/sample.ts';
import type { Store } from '../store/store.ts';
import type { Attempts } from './attempts.ts';
import type { GatewayState } from './gateway-state.ts';

const KEY = /^gauges\/([^/]+)(?:\/([^/]+))?\.json$/;

/**
 * Functions that run seldom keep their last gauges of a model in `gauges/<job>/<model>.json`, and those about no model in
 * `gauges/<job>.json`. Publishes those of which the gateway has no group. Returns how many groups that were.
 */
export async function restoreGauges(
  store: Store,
  publishers: ReadonlyMap<string, GaugePublisher>,
  gateway: GatewayState,
  models: ReadonlySet<string>,
  attempts: Attempts,
): Promise<number> {
  let restored = 0;
  for await (const { key } of store.list('gauges/')) {
    const [, job, model = null] = KEY.exec(key) ?? [];
    const publisher = job && publishers.get(job);
    if (!publisher || (model !== null && !models.has(model))) continue;
    if (gateway.has({ job, ...(model !== null && { model }) })) continue;
    await attempts.try(`gauges of ${job} for ${model ?? 'no model'}`, async () => {
      const object = await store.get(key);
      if (!object) return;
      await publisher.publish(model, JSON.parse(textOf(object)) as Sample[]);
      restored++;
    });
  }
  return restored;
}
