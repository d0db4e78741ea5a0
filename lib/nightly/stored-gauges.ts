import { storedGaugesKey } from '../archive/keys.ts';
import { textOf } from '../log/mark.ts';
import type { Sample } from '../metrics/sample.ts';
import { PreconditionFailedError } from '../store/errors.ts';
import type { Store } from '../store/store.ts';

const MAX_ROUNDS = 5;

/** A model's gauges as they are in the store. */
export interface StoredGauges {
  samples: Sample[];
  etag: string;
}

export async function readGauges(store: Store, model: string): Promise<StoredGauges | undefined> {
  const object = await store.get(storedGaugesKey(model));
  return object && { samples: JSON.parse(textOf(object)) as Sample[], etag: object.etag };
}

/**
 * Stores a model's gauges, made of those stored before. Of two runs at once the second goes on from what the first wrote.
 * @throws PreconditionFailedError when others write them all the time
 */
export async function storeGauges(
  store: Store,
  model: string,
  make: (before: readonly Sample[]) => Sample[],
): Promise<StoredGauges> {
  for (let round = 1; ; round++) {
    const before = await readGauges(store, model);
    const samples = make(before?.samples ?? []);
    try {
      const condition = before ? { ifMatch: before.etag } : ({ ifAbsent: true } as const);
      const { etag } = await store.put(storedGaugesKey(model), `${JSON.stringify(samples)}\n`, condition);
      return { samples, etag };
    } catch (error) {
      if (!(error instanceof PreconditionFailedError) || round === MAX_ROUNDS) throw error;
    }
  }
}
