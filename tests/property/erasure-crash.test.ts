import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copy } from '../../lib/archive/copy.ts';
import { outcomesKey, predictionsKey } from '../../lib/archive/keys.ts';
import type { ErasureContext } from '../../lib/erasure/context.ts';
import { erase, eraseAgain } from '../../lib/erasure/erase.ts';
import { ordersSince } from '../../lib/erasure/orders.ts';
import { auditLog } from '../../lib/log/audit.ts';
import type { PredictionRecord } from '../../lib/log/record.ts';
import { contribution } from '../../lib/metrics/contribution.ts';
import { type Database, openDatabase } from '../../lib/profile/duckdb.ts';
import { queueKey } from '../../lib/review/queue.ts';
import { reviewedKey } from '../../lib/review/reviewed.ts';
import type { Store } from '../../lib/store/store.ts';
import { DyingStore } from '../support/dying-store.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { chunksOf, takeChunks } from '../support/outcome-chunks.ts';
import { openIngest, readOutcomes, writePredictions } from '../support/outcome-log.ts';
import { simulateErasures } from '../support/outcome-simulation.ts';
import { storeTexts } from '../support/store-texts.ts';

const NOW = Date.parse('2026-11-21T13:00:00Z');
const DATE = '2026-11-21';

let directory: string;
let database: Database;
let predictions: PredictionRecord[];
let erased: string[];
/** The predictions alone, and everything that there may be of them. */
let predicted: Map<string, Uint8Array>;
let initial: Map<string, Uint8Array>;
let ids = 0;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'driftgate-test-'));
  database = await openDatabase(directory);
  const store = new MemoryStore();
  predictions = await writePredictions(
    store,
    Array.from({ length: 9 }, (_, i) => ({ label: i % 2, entityId: `e${i % 4}` })),
  );
  erased = [predictions[1]!.id, predictions[4]!.id];
  predicted = new Map(store.objects);
  await takeChunks(openIngest(store), store, chunksOf(predictions));
  await archive(store);
  const items = predictions.map(({ id }) => ({ prediction_id: id, features: { age: 30 } }));
  await store.put(queueKey('m'), JSON.stringify({ format: 1, model: 'm', made_at: '', items }));
  for (const { id, time, model } of predictions)
    await store.put(reviewedKey({ model, time, prediction_id: id, reviewer: 'anna' }), '');
  const lines = predictions.map(({ id }) => `${id},1\n`);
  await store.put('outcomes-rejected/files/may~3f2a9c1b.csv', `id,o\n${lines.join('')}`);
  initial = store.objects;
});
afterAll(async () => {
  database.close();
  await rm(directory, { recursive: true, force: true });
});

/** Parquet files as the nightly job has them, of the columns that matter here. */
async function archive(store: MemoryStore): Promise<void> {
  const file = join(directory, 'made.parquet');
  const put = async (key: string, column: string) => {
    const rows = predictions.map(({ id }) => `('${id}')`).join(', ');
    await copy(database, `SELECT * FROM (VALUES ${rows}) AS made(${column})`, file);
    await store.put(key, await readFile(file));
  };
  await put(predictionsKey('m', DATE), 'id');
  await put(outcomesKey('m', DATE, DATE), 'prediction_id');
  await put('outcomes-done/files/may~3f2a9c1b.parquet', 'id');
}

const context = (store: Store): ErasureContext => ({ store, ...shared() });
const shared = (): Omit<ErasureContext, 'store'> => ({
  database,
  directory,
  newId: () => (++ids).toString(36).padStart(10, 'e'),
});

function storeOf(objects: ReadonlyMap<string, Uint8Array>): MemoryStore {
  const store = new MemoryStore();
  for (const [key, body] of objects) store.objects.set(key, body);
  return store;
}

/** Only tombstones and orders name what was erased; everything else is as it was, and the totals are what they were. */
async function expectErased(store: MemoryStore, { entities = true } = {}): Promise<void> {
  for (const [key, text] of await storeTexts(store)) {
    if (key.startsWith('erasures/') || (!entities && key.startsWith('entities/'))) continue;
    const named = [key, ...text.split('\n')].filter((line) => erased.some((id) => line.includes(id)));
    expect({ key, named: named.filter((line) => !line.startsWith('{"type":"erased_prediction"')) }).toEqual({
      key,
      named: [],
    });
  }
  const { folded, stated, records } = await auditLog(store, 'predict', contribution);
  for (const [slot, totals] of folded) expect(stated.get(slot)).toEqual(totals);
  const left = predictions.filter(({ id }) => !erased.includes(id));
  expect(records.filter(({ type }) => type === 'prediction')).toEqual(left);
  expect(records.flatMap(({ type, id }) => (type === 'erased_prediction' ? id! : []))).toEqual(erased);
  const { outcomes } = await readOutcomes(store);
  expect(outcomes.map((outcome) => outcome.prediction_id).sort()).toEqual(left.map(({ id }) => id).sort());
}

test.each([
  ['just before', false],
  ['just after', true],
])(
  'killed %s any operation of the store: started again it ends, and so does the nightly job',
  async (_, isApplied) => {
    let byNight = 0;
    let last = 1;
    for (; ; last++) {
      const store = storeOf(initial);
      const dying = new DyingStore(store, last, isApplied);
      const done = erase(context(dying), erased, NOW).then(() => 'done' as const);
      const end = await Promise.race([done, dying.death]);
      const orders = (await ordersSince(store, NOW)).map(({ predictionId }) => predictionId);
      if (orders.length === erased.length) {
        byNight++;
        const night = storeOf(store.objects);
        await eraseAgain(context(night), orders, 0);
        await expectErased(night, { entities: false });
      }
      await erase(context(store), erased, NOW + 1);
      await expectErased(store);
      expect([...store.objects.keys()].filter((key) => key.startsWith('entities/'))).toHaveLength(7);
      if (end === 'done') break;
    }
    expect(last).toBeGreaterThan(25);
    expect(byNight).toBeGreaterThan(20);
  },
);

test('while environments take outcomes over a store that fails, under random schedules', async () => {
  const rows = chunksOf(predictions).flat().length;
  let tombstones = 0;
  for (let seed = 0; seed < 80; seed++) {
    const left = await simulateErasures(seed, predicted, predictions, erased, shared());
    const isErased = (await ordersSince(left, 0)).length > 0;
    if (!isErased) continue;
    // As the nightly job does: some may have been killed right after a write.
    await eraseAgain(context(left), erased, NOW);
    await takeChunks(openIngest(left), left, chunksOf(predictions));
    await expectErased(left, { entities: false });
    const { records, rejected } = await readOutcomes(left);
    const refused = Object.values(rejected).reduce((sum, n) => sum + n, 0);
    const counted = records.filter(({ type }) => type === 'outcome' || type === 'erased_outcome');
    expect(counted.length + refused).toBe(rows);
    tombstones += records.filter(({ type }) => type === 'erased_outcome').length;
  }
  expect(tombstones).toBeGreaterThan(40);
});
