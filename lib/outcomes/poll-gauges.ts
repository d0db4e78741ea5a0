import { textOf } from '../log/mark.ts';
import { OUTCOME_GAUGES } from '../metrics/catalogue-outcomes.ts';
import type { GaugePublisher, Sample } from '../metrics/sample.ts';
import { PreconditionFailedError } from '../store/errors.ts';
import type { Store } from '../store/store.ts';

/** Where the keeper finds them when the gateway has lost them. */
const KEY = 'gauges/outcomes.json';
const MAX_ROUNDS = 5;
const [{ name }] = OUTCOME_GAUGES as [(typeof OUTCOME_GAUGES)[number]];

/**
 * Publishes when each source was last polled without an error: now for those that were, as before for the others.
 * @param sources all that are polled
 * @param now milliseconds since the epoch
 * @throws what the store or the gateway fails with
 */
export async function publishPolls(
  store: Store,
  gauges: GaugePublisher,
  sources: readonly string[],
  succeeded: ReadonlySet<string>,
  now: number,
): Promise<void> {
  const make = (before: readonly Sample[]): Sample[] =>
    sources.map((source) => {
      const known = before.find(({ labels }) => labels.source === source)?.value ?? 0;
      // Of two runs at once the one that began first may end last.
      return { name, labels: { source }, value: succeeded.has(source) ? Math.max(known, now / 1000) : known };
    });
  await gauges.publish(null, await storeSamples(store, make));
}

/** Of two runs at once the second goes on from what the first wrote. */
async function storeSamples(store: Store, make: (before: readonly Sample[]) => Sample[]): Promise<Sample[]> {
  for (let round = 1; ; round++) {
    const object = await store.get(KEY);
    const samples = make(object ? (JSON.parse(textOf(object)) as Sample[]) : []);
    try {
      const condition = object ? { ifMatch: object.etag } : ({ ifAbsent: true } as const);
      await store.put(KEY, `${JSON.stringify(samples)}\n`, condition);
      return samples;
    } catch (error) {
      if (!(error instanceof PreconditionFailedError) || round === MAX_ROUNDS) throw error;
    }
  }
}
