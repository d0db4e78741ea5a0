import { textOf } from '../log/mark.ts';
import type { GaugeGroup } from '../metrics/gauge-group.ts';
import type { Sample } from '../metrics/sample.ts';
import type { Store } from '../store/store.ts';
import type { Attempts } from './attempts.ts';
import type { GatewayState } from './gateway-state.ts';

export interface RestoredGauges {
  /** Groups that were published. */
  restored: number;
  /** Names of gauges that were not. */
  unknown: string[];
}

const KEY = /^gauges\/([^/]+)(?:\/([^/]+))?\.json$/;

/**
 * Functions that run seldom keep their last gauges of a model in `gauges/<job>/<model>.json`, and those about no model in
 * `gauges/<job>.json`. Publishes those of which the gateway has no group, without what another version of driftgate stored
 * and this one does not know: it is there again after the function's next run.
 */
export async function restoreGauges(
  store: Store,
  publishers: ReadonlyMap<string, GaugeGroup>,
  gateway: GatewayState,
  models: ReadonlySet<string>,
  attempts: Attempts,
): Promise<RestoredGauges> {
  let restored = 0;
  const unknown = new Set<string>();
  for await (const { key } of store.list('gauges/')) {
    const [, job, model = null] = KEY.exec(key) ?? [];
    const publisher = job && publishers.get(job);
    if (!publisher || (model !== null && !models.has(model))) continue;
    if (gateway.has({ job, ...(model !== null && { model }) })) continue;
    await attempts.try(`gauges of ${job} for ${model ?? 'no model'}`, async () => {
      const object = await store.get(key);
      if (!object) return;
      const samples = JSON.parse(textOf(object)) as Sample[];
      for (const sample of samples) if (!publisher.knows(sample)) unknown.add(sample.name);
      await publisher.publish(
        model,
        samples.filter((sample) => publisher.knows(sample)),
      );
      restored++;
    });
  }
  return { restored, unknown: [...unknown].sort() };
}
