import { rolling } from '../../lib/feedback/recent.ts';
import { readFile } from '../../lib/inbox/file-rows.ts';
import { takeFiles } from '../../lib/inbox/take-files.ts';
import type { PredictionRecord } from '../../lib/log/record.ts';
import { emptyReport } from '../../lib/outcomes/source-report.ts';
import type { Store } from '../../lib/store/store.ts';
import { DyingStore } from '../support/dying-store.ts';
import { temporaryDirectory } from '../support/handler-runtime.ts';
import { FILES, filesIn, inboxContext, refusalsIn } from '../support/inbox.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { Clock, readOutcomes, writePredictions } from '../support/outcome-log.ts';
import { seededRandom } from '../support/random.ts';

const GONE = 'm.2026112007.0003.k3v9x2ab7q.0.17';
/** Small, so that a file has several windows and a window several batches. */
const SIZES = { window: { rows: 5, bytes: 1e6 }, batchRows: 2 };
let predictions: PredictionRecord[];
let initial: Map<string, Uint8Array>;
let tmp: string;

beforeAll(async () => {
  tmp = await temporaryDirectory();
  const store = new MemoryStore();
  const labels = Array.from({ length: 9 }, (_, i) => ({ label: i % 2 }));
  predictions = await writePredictions(store, labels);
  // In an order that is not that of the log.
  const rows = [8, 1, 5, 3, 7, 0, 2, 6, 4].map((i) => `${predictions[i]!.id},${i % 3 === 0 ? 1 : 0}`);
  rows.splice(2, 0, `${GONE},1`);
  rows.splice(7, 0, 'no id,1');
  await store.put('outcomes-inbox/files/a.csv', `id,o\n${rows.join('\n')}\n`);
  await store.put('outcomes-inbox/files/b.xlsx', '');
  initial = store.objects;
});

const fresh = (): MemoryStore => {
  const store = new MemoryStore();
  for (const [key, body] of initial) store.objects.set(key, body);
  return store;
};

/** A run over all files, as it is made of what a source has. */
async function take(store: Store): Promise<'done'> {
  const context = inboxContext(store, new Clock(), tmp);
  const entries = [];
  for await (const entry of store.list('outcomes-inbox/files/')) entries.push(entry);
  const read = (file: Parameters<typeof readFile>[2]) => readFile(context, FILES, file);
  await takeFiles(context, FILES, entries, read, emptyReport('files'), SIZES);
  return 'done';
}

async function expectExact(store: Store): Promise<void> {
  const { outcomes, rejected } = await readOutcomes(store);
  expect(outcomes.map((outcome) => outcome.prediction_id).sort()).toEqual(
    predictions.map(({ id }) => id).sort(),
  );
  expect(rejected).toEqual({
    'm files unknown_prediction': 1,
    'unknown files invalid_id': 1,
    'unknown files invalid_file': 1,
  });
  const correct = predictions.filter(({ label }, i) => label === (i % 3 === 0 ? 1 : 0)).length;
  expect(await rolling(store, 'm')).toEqual({ outcomes: predictions.length, correct });
  expect((await refusalsIn(store)).map(({ at, reason }) => `${at} ${reason}`).sort()).toEqual([
    'files/b.xlsx invalid_file',
    'line 4 unknown_prediction',
    'line 9 invalid_id',
  ]);
  expect(await filesIn(store)).toEqual([
    'outcomes-rejected/files/a.csv',
    'outcomes-rejected/files/a.csv.rejected-2.ndjson',
    'outcomes-rejected/files/a.csv.rejected.ndjson',
    'outcomes-rejected/files/b.xlsx',
    'outcomes-rejected/files/b.xlsx.rejected.ndjson',
  ]);
}

const run = (store: MemoryStore, last: number, isApplied: boolean): Promise<'dead' | 'done'> => {
  const dying = new DyingStore(store, last, isApplied);
  return Promise.race([take(dying), dying.death]);
};

describe.each([
  ['just before', false],
  ['just after', true],
])('%s any operation of the store', (_, isApplied) => {
  test('a run is killed, and then there is another: every row counts once, and every file is moved', async () => {
    let last = 1;
    for (; ; last++) {
      const store = fresh();
      const end = await run(store, last, isApplied);
      await take(store);
      await expectExact(store);
      if (end === 'done') break;
    }
    expect(last).toBeGreaterThan(60);
  });

  test('a run stands still while another takes everything, and then goes on', async () => {
    let last = 1;
    for (; ; last++) {
      const store = fresh();
      const stopped = new DyingStore(store, last, isApplied);
      const going = take(stopped);
      const end = await Promise.race([going, stopped.death]);
      await take(store);
      stopped.revive();
      await going;
      await expectExact(store);
      if (end === 'done') break;
    }
    expect(last).toBeGreaterThan(60);
  });
});

test('several runs killed one after the other', async () => {
  const random = seededRandom(5);
  for (let i = 0; i < 100; i++) {
    const store = fresh();
    for (let j = 0; j < 4; j++) await run(store, 1 + Math.floor(random() * 60), random() < 0.5);
    await take(store);
    await expectExact(store);
  }
});
