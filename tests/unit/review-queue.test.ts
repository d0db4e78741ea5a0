import { makeQueue, OLDEST_MS, QUEUE_SIZE, type QueueItem } from '../../lib/review/queue.ts';
import {
  pruneReviewed,
  type Reviewed,
  reviewedKey,
  reviewedSince,
  reviewerMark,
} from '../../lib/review/reviewed.ts';
import { needsSecondReview } from '../../lib/review/second-review.ts';
import { uncertainty } from '../../lib/review/uncertainty.ts';
import { updateQueue } from '../../lib/review/update-queue.ts';
import { handlerModel } from '../support/handler-model.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { seededRandom } from '../support/random.ts';

const NOW = Date.parse('2026-11-20T10:00:00Z');
const idOf = (i: number): string => `m.2026112007.0003.k3v9x2ab7q.0.${i}`;
const item = (i: number, more: Partial<QueueItem> = {}): QueueItem => ({
  prediction_id: idOf(i),
  predicted_at: '2026-11-20T07:00:00.000Z',
  version: '1.0.0',
  label: 1,
  score: 0.5,
  probabilities: [0.5, 0.5],
  features: { age: 30 },
  uncertainty: 1,
  ...more,
});
const never = () => false;
const by = (...reviewers: string[]): ReadonlySet<string> => new Set(reviewers.map(reviewerMark));

test('a binary model is unsure near its threshold, another where no class is probable', () => {
  const binary = handlerModel({ threshold: 0.3 });
  expect([0.3, 0.301, 0.2, 0.4, 1, 0].map((score) => uncertainty(binary, score))).toEqual([
    1, 1, 0.9, 0.9, 0.3, 0.7,
  ]);
  const words = handlerModel({ task: 'multiclass', classes: ['a', 'b', 'c'] });
  expect([1, 0.34, 0.9].map((score) => uncertainty(words, score))).toEqual([0, 0.66, 0.1]);
});

test('the same share of predictions is judged twice, whoever asks', () => {
  const ids = Array.from({ length: 20_000 }, (_, i) => idOf(i));
  const chosen = (share: number) => ids.filter((id) => needsSecondReview(id, share));
  expect(chosen(0)).toEqual([]);
  expect(chosen(1)).toEqual(ids);
  const tenth = chosen(0.1);
  // Four standard deviations of a binomial count.
  expect(Math.abs(tenth.length - 2000)).toBeLessThan(170);
  expect(chosen(0.1)).toEqual(tenth);
  const more = new Set(chosen(0.3));
  expect(tenth.every((id) => more.has(id))).toBe(true);
});

describe('the queue', () => {
  test('has the most uncertain first, then the oldest, each once and no more than it holds', () => {
    const random = seededRandom(5);
    const items = Array.from({ length: 1500 }, (_, i) =>
      item(i, {
        uncertainty: Math.round(random() * 100) / 100,
        predicted_at: new Date(NOW - Math.floor(random() * 1e6)).toISOString(),
      }),
    );
    const queue = makeQueue([...items, ...items.slice(0, 200)], new Map(), NOW, never);
    expect(queue).toHaveLength(QUEUE_SIZE);
    const expected = items
      .map(
        (one) =>
          `${String(1000 - one.uncertainty * 100).padStart(8, '0')} ${one.predicted_at} ${one.prediction_id}`,
      )
      .sort()
      .slice(0, QUEUE_SIZE)
      .map((text) => text.split(' ')[2]);
    expect(queue.map(({ prediction_id }) => prediction_id)).toEqual(expected);
  });

  test('has nothing that was judged as often as wanted, or is too old', () => {
    const old = new Date(NOW - OLDEST_MS - 1).toISOString();
    const edge = new Date(NOW - OLDEST_MS).toISOString();
    const items = [
      item(0),
      item(1),
      item(2),
      item(3),
      item(4, { predicted_at: old }),
      item(5, { predicted_at: edge }),
    ];
    const reviewed: Reviewed = new Map([
      [idOf(1), by('anna')],
      [idOf(2), by('anna')],
      [idOf(3), by('anna', 'ben')],
    ]);
    const twice = (id: string) => id !== idOf(1);
    const queue = makeQueue(items, reviewed, NOW, twice);
    expect(queue.map(({ prediction_id, wanted, reviewers }) => [prediction_id, wanted, reviewers])).toEqual([
      [idOf(5), 2, []],
      [idOf(0), 2, []],
      [idOf(2), 2, [reviewerMark('anna')]],
    ]);
  });

  const stored = (store: MemoryStore) =>
    store.json<{ made_at: string; items: { prediction_id: string }[] }>('review/model=m/queue.json');

  test('goes on from what is in it, and forgets what was reviewed since', async () => {
    const store = new MemoryStore();
    await updateQueue(store, 'm', [item(1), item(2)], new Map(), NOW, 0);
    await updateQueue(store, 'm', [item(2), item(3)], new Map([[idOf(1), by('anna')]]), NOW + 1000, 0);
    expect(stored(store)).toMatchObject({
      made_at: '2026-11-20T10:00:01.000Z',
      items: [{ prediction_id: idOf(2) }, { prediction_id: idOf(3) }],
    });
  });

  test('of two runs at once the second goes on from what the first wrote', async () => {
    const store = new MemoryStore();
    await updateQueue(store, 'm', [item(1)], new Map(), NOW, 0);
    let other: Promise<void> | undefined;
    store.intercept = (operation) => {
      if (operation !== 'get' || other) return;
      other = Promise.resolve();
      other = updateQueue(store, 'm', [item(2)], new Map(), NOW, 0);
    };
    await updateQueue(store, 'm', [item(3)], new Map(), NOW, 0);
    await other;
    expect(stored(store).items.map(({ prediction_id }) => prediction_id)).toEqual([1, 2, 3].map(idOf));
  });
});

describe('keys of reviews', () => {
  const put = (store: MemoryStore, time: number, i: number, reviewer: string) =>
    store.put(
      reviewedKey({ model: 'm', time: new Date(time).toISOString(), prediction_id: idOf(i), reviewer }),
      '',
    );

  test('tell who reviewed what since when, by model', async () => {
    const store = new MemoryStore();
    await put(store, NOW - 1, 0, 'anna');
    await put(store, NOW, 1, 'anna');
    await put(store, NOW + 5, 1, 'Bén Ö. <b@example.com>');
    await put(store, NOW + 9, 1, 'anna');
    await put(store, NOW + 9, 2, 'ben');
    expect(await reviewedSince(store, 'm', NOW)).toEqual(
      new Map([
        [idOf(1), by('anna', 'Bén Ö. <b@example.com>')],
        [idOf(2), by('ben')],
      ]),
    );
    expect((await reviewedSince(store, 'm', 0)).size).toBe(3);
    expect((await reviewedSince(store, 'm2', 0)).size).toBe(0);
  });

  test('go when they are old', async () => {
    const store = new MemoryStore();
    for (let i = 0; i < 5; i++) await put(store, NOW + i, i, 'anna');
    await pruneReviewed(store, 'm', NOW + 40 * 24 * 3600_000 + 2);
    expect([...(await reviewedSince(store, 'm', 0)).keys()].sort()).toEqual([2, 3, 4].map(idOf));
  });
});
