import { CHECK_MS, VersionWatch } from '../../lib/model/version-watch.ts';
import { FaultyStore } from '../support/handler-faulty-store.ts';
import { handlerModel } from '../support/handler-model.ts';
import { MemoryStore } from '../support/memory-store.ts';

test('requests look for another version every half minute, and a store that fails changes nothing', async () => {
  let now = 0;
  let reads = 0;
  const memory = new MemoryStore();
  const store = new FaultyStore(memory);
  store.fails = () => {
    reads++;
    return true;
  };
  const served = {
    definition: handlerModel(),
    session: { ready: async () => undefined, predict: async () => [], derive: () => ({}) },
  };
  const models = new Map([['m', served]]);
  const refused: string[] = [];
  const onRefused = (model: string) => refused.push(model);
  const watch = new VersionWatch({ store, models, now: () => now, logger: () => undefined, onRefused });
  const touchAll = async (at: number) => {
    now = at;
    for (let i = 0; i < 3; i++) watch.touch();
    await new Promise(setImmediate);
  };
  await touchAll(CHECK_MS - 1);
  expect(reads).toBe(0);
  await touchAll(CHECK_MS);
  expect(reads).toBe(1);
  await touchAll(2 * CHECK_MS - 1);
  expect(reads).toBe(1);
  await touchAll(2 * CHECK_MS);
  expect(reads).toBe(2);
  expect(models.get('m')).toBe(served);
  expect(refused).toEqual([]);
});
