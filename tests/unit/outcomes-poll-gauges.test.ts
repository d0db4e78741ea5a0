import type { Sample } from '../../lib/metrics/sample.ts';
import { publishPolls } from '../../lib/outcomes/poll-gauges.ts';
import { MemoryStore } from '../support/memory-store.ts';

const KEY = 'gauges/outcomes.json';

/** What is published, by source. */
async function poll(store: MemoryStore, sources: string[], succeeded: string[], now: number) {
  const published: Sample[][] = [];
  const gauges = {
    publish: async (model: string | null, samples: Sample[]) => {
      expect(model).toBeNull();
      published.push(samples);
    },
  };
  await publishPolls(store, gauges, sources, new Set(succeeded), now);
  expect(store.json(KEY)).toEqual(published[0]);
  return Object.fromEntries(published[0]!.map(({ labels, value }) => [labels.source, value]));
}

test('a source that fails keeps the time of its last success, one that never had one has 0', async () => {
  const store = new MemoryStore();
  expect(await poll(store, ['a', 'b'], ['a'], 60_000)).toEqual({ a: 60, b: 0 });
  expect(await poll(store, ['a', 'b'], ['b'], 120_000)).toEqual({ a: 60, b: 120 });
  expect(await poll(store, ['b', 'c'], ['c'], 180_000)).toEqual({ b: 120, c: 180 });
});

test('of two runs at once none takes back what the other has', async () => {
  const store = new MemoryStore();
  await poll(store, ['a', 'b'], [], 0);
  const { intercept } = store;
  store.intercept = (operation, key) => {
    if (operation !== 'put') return;
    store.intercept = intercept;
    const samples = store.json<Sample[]>(key).map((sample) => ({ ...sample, value: 300 }));
    store.objects.set(key, Buffer.from(JSON.stringify(samples)));
  };
  expect(await poll(store, ['a', 'b'], ['a'], 240_000)).toEqual({ a: 300, b: 300 });
});
