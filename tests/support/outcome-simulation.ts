import type { ErasureContext } from '../../lib/erasure/context.ts';
import { erase } from '../../lib/erasure/erase.ts';
import { ProblemError } from '../../lib/http/problem.ts';
import type { LogEnvironment } from '../../lib/log/environment.ts';
import type { PredictionRecord } from '../../lib/log/record.ts';
import { contribution } from '../../lib/metrics/contribution.ts';
import { StoreUnavailableError } from '../../lib/store/errors.ts';
import type { Store } from '../../lib/store/store.ts';
import { MemoryStore } from './memory-store.ts';
import { chunksOf, expectExact, takeChunks } from './outcome-chunks.ts';
import { openIngest } from './outcome-log.ts';
import { seededRandom } from './random.ts';
import { Scheduler } from './scheduler.ts';
import { SimulatedStore } from './simulated-store.ts';

const FAULTS = { lost: 0.03, late: 0.05, answerLost: 0.04, falsePrecondition: 0.02, readFails: 0.02 };
const SETTINGS = {
  idleMs: 90_000,
  maxSegmentBytes: 2_000,
  maxSegmentRecords: 6,
  commitDeadlineMs: 60_000,
  seedingMs: 16_000,
};
const START = Date.parse('2026-11-21T12:55:00Z');
const ENVIRONMENTS = 3;
const TRIES = 3;

export interface OutcomeSimulation {
  finished: number;
  inProgress: number;
  failed: number;
}

/**
 * Several environments take the same chunks at the same time, over a store that fails, and may be killed at any moment.
 * When all have ended one more takes what is left.
 */
export async function simulateOutcomes(
  seed: number,
  initial: ReadonlyMap<string, Uint8Array>,
  predictions: readonly PredictionRecord[],
): Promise<OutcomeSimulation> {
  const { left, result } = await simulate(seed, initial, predictions, []);
  await takeChunks(openIngest(left), left, chunksOf(predictions));
  await expectExact(left, predictions);
  return result;
}

/** The same while others erase some of the predictions. Returns the store as it was left. */
export async function simulateErasures(
  seed: number,
  initial: ReadonlyMap<string, Uint8Array>,
  predictions: readonly PredictionRecord[],
  erased: readonly string[],
  context: Omit<ErasureContext, 'store'>,
): Promise<MemoryStore> {
  const { left } = await simulate(seed, initial, predictions, [
    async (store, scheduler, actor) => {
      for (;;) {
        await scheduler.step(actor, scheduler.int(100_000));
        try {
          await erase({ ...context, store }, erased, scheduler.now);
          return;
        } catch (error) {
          if (!(error instanceof StoreUnavailableError)) throw error;
        }
      }
    },
  ]);
  return left;
}

type Actor = (store: Store, scheduler: Scheduler, actor: string) => Promise<void>;

async function simulate(
  seed: number,
  initial: ReadonlyMap<string, Uint8Array>,
  predictions: readonly PredictionRecord[],
  others: readonly Actor[],
): Promise<{ left: MemoryStore; result: OutcomeSimulation }> {
  const random = seededRandom(seed);
  const scheduler = new Scheduler(random, START, 0.004);
  const store = new SimulatedStore(scheduler, FAULTS);
  for (const [key, body] of initial)
    store.objects.set(key, {
      body: Buffer.from(body).toString(),
      etag: `initial ${key}`,
      time: START - 3600_000,
    });
  const result: OutcomeSimulation = { finished: 0, inProgress: 0, failed: 0 };
  let ids = 0;

  for (let i = 0; i < ENVIRONMENTS; i++) {
    const actor = `environment${i}`;
    const environment: LogEnvironment = {
      functionName: 'outcomes',
      store: store.for(actor),
      settings: SETTINGS,
      series: {},
      contribution,
      publish: async () => false,
      now: () => scheduler.now,
      random,
      newId: () => (++ids).toString(36).padStart(10, 's'),
      sleep: (ms) => scheduler.step(actor, ms),
    };
    scheduler.actor(actor, async () => {
      const ingest = openIngest(environment.store, undefined, { environment, inFlightMs: 15_000 });
      for (let j = 0; j < TRIES; j++) {
        await takeChunks(ingest, environment.store, chunksOf(predictions)).then(
          () => result.finished++,
          (error: unknown) => count(error, result),
        );
        await scheduler.step(actor, scheduler.int(60_000));
      }
    });
  }
  for (const [i, other] of others.entries()) {
    const actor = `other${i}`;
    scheduler.actor(actor, () => other(store.for(actor), scheduler, actor));
  }
  await scheduler.run();
  expect(scheduler.errors).toEqual([]);

  const left = new MemoryStore();
  for (const [key, { body }] of store.objects) left.objects.set(key, Buffer.from(body));
  return { left, result };
}

function count(error: unknown, result: OutcomeSimulation): void {
  if (error instanceof StoreUnavailableError) result.failed++;
  else if (error instanceof ProblemError && error.problem.reason === 'in_progress') result.inProgress++;
  else throw error;
}
