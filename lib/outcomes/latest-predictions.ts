import { forEachConcurrently } from '../archive/concurrency.ts';
import { Candidates, READ_AT_ONCE } from '../entities/candidates.ts';
import { EntityListing } from '../entities/listing.ts';
import type { PredictionRecord } from '../log/record.ts';
import type { Store } from '../store/store.ts';
import { findPredictions, type NamedPrediction } from './find-predictions.ts';

const CONCURRENCY = 16;

/** Which prediction is looked for: the latest one of an entity until a time. */
export interface EntityQuery {
  model: string;
  hash: string;
  /** Milliseconds since the epoch. */
  until: number;
}

export interface BulkSettings {
  /** So many are asked for one by one, to see how long that takes. */
  sample: number;
  /** Where the rest would take longer than this, in ms, listing all is considered. */
  patienceMs: number;
}

const BULK: BulkSettings = { sample: 64, patienceMs: 2_000 };

/** The answers in order of the queries; undefined where there is none. @throws StoreUnavailableError */
export async function latestPredictions(
  store: Store,
  queries: readonly EntityQuery[],
  bulk: BulkSettings = BULK,
): Promise<(PredictionRecord | undefined)[]> {
  const candidates = queries.map(({ model, hash, until }) => new Candidates(store, model, hash, until));
  await readAhead(store, queries, candidates, bulk);
  const answers: (PredictionRecord | undefined)[] = queries.map(() => undefined);
  let open = queries.map((_, i) => i);
  while (open.length > 0) {
    const named = new Map<number, NamedPrediction>();
    await forEachConcurrently(open, CONCURRENCY, async (i) => {
      const next = await candidates[i]!.next();
      if (next !== undefined) named.set(i, next);
    });
    const predictions = await findPredictions(store, named.values());
    // A key whose prediction never landed is passed over: the next older one is taken.
    open = open.filter((i) => {
      const next = named.get(i);
      if (next) answers[i] = predictions.get(next.predictionId);
      return next && !answers[i];
    });
  }
  return answers;
}

/** Reads the first candidates of all, in whichever way takes less time. */
async function readAhead(
  store: Store,
  queries: readonly EntityQuery[],
  candidates: readonly Candidates[],
  { sample, patienceMs }: BulkSettings,
): Promise<void> {
  const started = performance.now();
  await forEachConcurrently(candidates.slice(0, sample), CONCURRENCY, (one) => one.fill());
  const each = (performance.now() - started) / Math.min(sample, queries.length);
  const rest = queries.map((query, i) => ({ ...query, i })).slice(sample);
  for (const [model, wanted] of Map.groupBy(rest, (query) => query.model)) {
    const oneByOne = wanted.length * each;
    if (oneByOne <= patienceMs) continue;
    const listing = new EntityListing(store, model, wanted);
    const probed = performance.now();
    const pages = await listing.probe();
    const whole = ((pages ?? 0) * (performance.now() - probed)) / CONCURRENCY;
    if (whole > oneByOne) continue;
    if (pages !== undefined) await listing.readAll(CONCURRENCY);
    for (const query of wanted) {
      const keys = listing.found.get(query)!;
      candidates[query.i]!.found(keys, keys.length < READ_AT_ONCE);
    }
  }
}
