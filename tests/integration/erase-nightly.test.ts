import { createHandler as createNightly } from '../../functions/nightly.ts';
import { erase } from '../../lib/erasure/erase.ts';
import { type Database, openDatabase } from '../../lib/profile/duckdb.ts';
import { newId } from '../../lib/runtime/function-log.ts';
import { openNightly } from '../../lib/runtime/open-nightly.ts';
import type { Store } from '../../lib/store/store.ts';
import { APPLICATION, post, send } from '../support/handler-event.ts';
import {
  openFeedbackHandler,
  openPredictHandler,
  type TestRuntime,
  temporaryDirectory,
  testRuntime,
} from '../support/handler-runtime.ts';
import { interruptedStore } from '../support/interrupted-store.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { awayFromMidnight } from '../support/midnight.ts';
import { foldersWith, storeTexts } from '../support/store-texts.ts';

const INCOME = 71_234.5;

let runtime: TestRuntime;
let database: Database;
let directory: string;
let erased: string;
let date: string;
let tomorrow: number;
/** A day that was done once, and has had another outcome since. */
let initial: Map<string, Uint8Array>;

beforeAll(async () => {
  await awayFromMidnight();
  tomorrow = Date.now() + 24 * 3600_000;
  directory = await temporaryDirectory();
  database = await openDatabase(directory);
  const store = new MemoryStore();
  runtime = await testRuntime({ store });
  const [predict, feedback] = await Promise.all([openPredictHandler(runtime), openFeedbackHandler(runtime)]);
  const instances = [APPLICATION, { ...APPLICATION, income: INCOME }, { ...APPLICATION, age: 40 }];
  const { body } = await send(predict, post({ instances }));
  const ids = body.predictions.map(({ prediction_id }: { prediction_id: string }) => prediction_id);
  erased = ids[1];
  date = erased.split('.')[1]!.replace(/^(....)(..)(..).*/, '$1-$2-$3');
  const tell = (prediction_id: string) => send(feedback, post({ prediction_id, actual_outcome: 1 }));
  expect((await tell(erased)).status).toBe(200);
  await night(store);
  expect((await tell(ids[2])).status).toBe(200);
  initial = store.objects;
});
afterAll(() => database.close());

const night = async (store: Store) =>
  createNightly({ ...(await openNightly({ ...runtime, store })), now: () => tomorrow })({ date });

test('erased before any operation of a nightly run, nothing of it is left when the run has ended', async () => {
  const folders = new Set<string>();
  let at = 1;
  // Each run takes half a second.
  for (; ; at += 6) {
    const store = new MemoryStore();
    for (const [key, body] of initial) store.objects.set(key, body);
    let isErased = false;
    const interrupted = interruptedStore(store, at, async () => {
      await erase({ store, database, directory, newId }, [erased], tomorrow);
      isErased = true;
    });
    const { days, kept } = await night(interrupted);
    if (!isErased) break;
    expect(kept).toEqual([]);
    expect(days[0]!.counters.map(({ differing }) => differing)).toEqual([0, 0]);
    const texts = await storeTexts(store);
    expect({ at, folders: foldersWith(texts, String(INCOME)) }).toEqual({ at, folders: [] });
    for (const folder of foldersWith(texts, erased)) folders.add(folder);
    if (at % 3 === 0)
      expect((await night(store)).days[0]!.models[0]).toMatchObject({ predictions: 2, outcomes: 1 });
  }
  expect(at).toBeGreaterThan(60);
  expect([...folders].sort()).toEqual(['erasures', 'log']);
});
