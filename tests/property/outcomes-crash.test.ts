import type { PredictionRecord } from '../../lib/log/record.ts';
import { DyingStore } from '../support/dying-store.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { chunksOf, expectExact, takeChunks } from '../support/outcome-chunks.ts';
import { Clock, openIngest, writePredictions } from '../support/outcome-log.ts';
import { simulateOutcomes } from '../support/outcome-simulation.ts';
import { seededRandom } from '../support/random.ts';

let predictions: PredictionRecord[];
let initial: Map<string, Uint8Array>;

beforeAll(async () => {
  const store = new MemoryStore();
  predictions = await writePredictions(
    store,
    Array.from({ length: 9 }, (_, i) => ({ label: i % 2 })),
  );
  initial = store.objects;
});

const fresh = (): MemoryStore => {
  const store = new MemoryStore();
  for (const [key, body] of initial) store.objects.set(key, body);
  return store;
};

/** A process that takes all chunks from the first on, and is killed at its operation `last`. */
async function run(store: MemoryStore, last: number, isApplied: boolean): Promise<'dead' | 'done'> {
  const dying = new DyingStore(store, last, isApplied);
  const done = takeChunks(openIngest(dying, new Clock()), dying, chunksOf(predictions)).then(
    () => 'done' as const,
  );
  return Promise.race([done, dying.death]);
}

test.each([
  ['just before', false],
  ['just after', true],
])(
  'a process killed %s any operation of the store, and then another: every row counts once',
  async (_, isApplied) => {
    let last = 1;
    for (; ; last++) {
      const store = fresh();
      const end = await run(store, last, isApplied);
      expect(await run(store, Number.POSITIVE_INFINITY, false)).toBe('done');
      await expectExact(store, predictions);
      if (end === 'done') break;
    }
    expect(last).toBeGreaterThan(30);
  },
);

test('several processes killed one after the other', async () => {
  const random = seededRandom(3);
  for (let i = 0; i < 200; i++) {
    const store = fresh();
    for (let j = 0; j < 4; j++) await run(store, 1 + Math.floor(random() * 40), random() < 0.5);
    expect(await run(store, Number.POSITIVE_INFINITY, false)).toBe('done');
    await expectExact(store, predictions);
  }
});

test('several environments at once, over a store that fails, under random schedules', async () => {
  const sum = { finished: 0, inProgress: 0, failed: 0 };
  for (let seed = 0; seed < 300; seed++) {
    const result = await simulateOutcomes(seed, initial, predictions);
    for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += result[name];
  }
  // Every way was taken.
  expect(Math.min(...Object.values(sum))).toBeGreaterThan(50);
});
