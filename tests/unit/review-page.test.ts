import { parseCursor } from '../../lib/review/cursor.ts';
import { reviewPage } from '../../lib/review/page.ts';
import { makeQueue, type QueueItem, type QueuePlace, queueKey } from '../../lib/review/queue.ts';
import { type Reviewed, reviewedKey } from '../../lib/review/reviewed.ts';
import { MemoryStore } from '../support/memory-store.ts';

const MADE_AT = Date.parse('2026-11-20T10:00:00Z');
const MINUTE = 60_000;
const idOf = (i: number): string => `m.2026112007.0003.k3v9x2ab7q.0.${100 + i}`;
const items = (count: number): QueueItem[] =>
  Array.from({ length: count }, (_, i) => ({
    prediction_id: idOf(i),
    predicted_at: '2026-11-20T07:00:00.000Z',
    version: '1.0.0',
    label: 'yes',
    score: 0.5,
    probabilities: [0.5, 0.5],
    features: {},
    uncertainty: 1 - Math.floor(i / 3) / 100,
  }));

const NOBODY: Reviewed = new Map();

async function storeWith(count: number, wantedTwice = false): Promise<MemoryStore> {
  const store = new MemoryStore();
  const made = makeQueue(items(count), NOBODY, MADE_AT, () => wantedTwice);
  const queue = { format: 1, model: 'm', made_at: new Date(MADE_AT).toISOString(), items: made };
  await store.put(queueKey('m'), JSON.stringify(queue));
  return store;
}

const review = (store: MemoryStore, i: number, time: number, reviewer: string) =>
  store.put(
    reviewedKey({ model: 'm', time: new Date(time).toISOString(), prediction_id: idOf(i), reviewer }),
    '',
  );

const ALL = { model: 'm', reviewer: undefined, limit: 200, after: undefined };
const ids = async (store: MemoryStore, request: Partial<Parameters<typeof reviewPage>[1]> = {}) =>
  (await reviewPage(store, { ...ALL, ...request })).items.map(({ prediction_id }) => prediction_id);

test('a page takes one GET and one LIST, which ends at what the queue knows', async () => {
  const store = await storeWith(20);
  for (let i = 0; i < 500; i++) await review(store, 1000 + i, MADE_AT - (11 + i) * MINUTE, 'anna');
  await review(store, 3, MADE_AT + MINUTE, 'anna');
  const operations: string[] = [];
  store.intercept = (operation, key) => operations.push(`${operation} ${key}`);
  let listed = 0;
  const list = store.list.bind(store);
  store.list = async function* (prefix) {
    for await (const entry of list(prefix)) {
      listed++;
      yield entry;
    }
  };
  expect(await ids(store)).toHaveLength(19);
  expect(operations).toEqual(['get review/model=m/queue.json', 'list reviewed/model=m/']);
  expect(listed).toBe(2);
});

test('a review of an environment whose clock is behind counts too', async () => {
  const store = await storeWith(3);
  await review(store, 1, MADE_AT - 9 * MINUTE, 'anna');
  expect(await ids(store)).toEqual([0, 2].map(idOf));
});

test('pages follow each other where many are equally uncertain, whatever is reviewed meanwhile', async () => {
  for (const limit of [1, 2, 3, 5, 20]) {
    const store = await storeWith(20);
    const seen: unknown[] = [];
    let after: QueuePlace | undefined;
    for (let page = 1; ; page++) {
      const { items: shown, next_cursor: next } = await reviewPage(store, { ...ALL, limit, after });
      seen.push(...shown.map(({ prediction_id }) => prediction_id));
      if (next === null) break;
      await review(store, seen.length - 1, MADE_AT + page, 'anna');
      after = parseCursor(next);
    }
    expect(seen).toEqual(items(20).map(({ prediction_id }) => prediction_id));
  }
});
