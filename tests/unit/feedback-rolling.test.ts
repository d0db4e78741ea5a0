import { pruneRecent, recentKey, rolling } from '../../lib/feedback/recent.ts';
import { type Rolling, WINDOW } from '../../lib/feedback/rolling-window.ts';
import type { OutcomeRecord } from '../../lib/log/record.ts';
import type { Store } from '../../lib/store/store.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { seededRandom } from '../support/random.ts';

describe('rolling accuracy', () => {
  interface Outcome {
    id: string;
    time: number;
    /** As the source says; it may be ahead of the receipt. */
    observed?: number;
    confidence: number;
    correct: boolean;
  }

  const known = ({ time, observed = time }: Outcome): number => (observed > time ? time : observed);

  /** The 100 predictions that the last outcomes are of; of each, the most confident outcome, then the latest. */
  function naive(list: readonly Outcome[]): Rolling {
    const newest = [...list].sort((a, b) => b.time - a.time);
    const ids = [...new Set(newest.map(({ id }) => id))].slice(0, WINDOW);
    const resolved = ids.map((id) => {
      const mine = list.filter((outcome) => outcome.id === id);
      const best = Math.max(...mine.map(({ confidence }) => confidence));
      const confident = mine.filter(({ confidence }) => confidence === best);
      const latest = Math.max(...confident.map(known));
      return confident.find((outcome) => known(outcome) === latest)!;
    });
    return { outcomes: ids.length, correct: resolved.filter(({ correct }) => correct).length };
  }

  const record = ({ id, time, observed, confidence, correct }: Outcome): OutcomeRecord => ({
    ...(observed !== undefined && { observed: new Date(observed).toISOString() }),
    type: 'outcome',
    id: 'o',
    time: new Date(time).toISOString(),
    model: 'm',
    prediction_id: id,
    source: 's',
    confidence,
    actual: correct ? 1 : 0,
    prediction: { time: '', version: '1', features: {}, label: 1, score: 1, probabilities: [] },
  });

  const put = async (store: Store, outcome: Outcome): Promise<void> => {
    await store.put(recentKey(record(outcome)), '');
  };

  test('equals a naive one over random outcomes, with corrections of every confidence, in any order of arrival', async () => {
    const random = seededRandom(11);
    for (let run = 0; run < 60; run++) {
      const store = new MemoryStore();
      const list: Outcome[] = [];
      const predictions = 1 + Math.floor(random() * 180);
      const length = Math.floor(random() * 300);
      for (let i = 0; i < length; i++) {
        const time = Date.UTC(2026, 0, 1) + i * 10 + Math.floor(random() * 10);
        list.push({
          id: `m.2026010107.0003.k3v9x2ab7q.0.${Math.floor(random() * predictions)}`,
          time,
          ...(random() < 0.4 && { observed: time + Math.floor((random() - 0.9) * 2000) }),
          confidence: [0, 1e-7, 0.5, 0.8, 0.95, 1][Math.floor(random() * 6)]!,
          correct: random() < 0.7,
        });
      }
      for (const outcome of [...list].sort(() => random() - 0.5)) await put(store, outcome);
      expect({ run, ...(await rolling(store, 'm')) }).toEqual({ run, ...naive(list) });
    }
  });

  test('counts each model by itself, and nothing as nothing', async () => {
    const store = new MemoryStore();
    expect(await rolling(store, 'm')).toEqual({ outcomes: 0, correct: 0 });
    await put(store, { id: 'a', time: 1, confidence: 1, correct: true });
    expect(await rolling(store, 'm')).toEqual({ outcomes: 1, correct: 1 });
    expect(await rolling(store, 'm2')).toEqual({ outcomes: 0, correct: 0 });
  });

  test('of several in the same millisecond the one that was written later counts, as everywhere', async () => {
    for (const [correct, wrong] of [
      ['0.10', '0.9'],
      ['0.9', '0.10'],
      ['10.0', '9.5'],
      ['9.5', '10.0'],
    ]) {
      const store = new MemoryStore();
      const one = record({ id: 'm.2026010107.0003.k3v9x2ab7q.0.1', time: 5, confidence: 1, correct: true });
      const id = (number: string) => `m.2026010108.0001.abcdefghij.${number}`;
      await store.put(recentKey({ ...one, id: id(correct!) }), '');
      await store.put(recentKey({ ...one, id: id(wrong!), actual: 0 }), '');
      const isLater = correct!.startsWith('10') || correct!.endsWith('10');
      expect(await rolling(store, 'm')).toEqual({ outcomes: 1, correct: isLater ? 1 : 0 });
    }
  });

  test('what a reviewer said of a prediction outweighs what is said again later, and 200 others in between', async () => {
    const store = new MemoryStore();
    await put(store, { id: 'p', time: 1, confidence: 1, correct: false });
    for (let i = 0; i < 200; i++)
      await put(store, { id: `p${i}`, time: 10 + i, confidence: 0.8, correct: true });
    await put(store, { id: 'p', time: 1000, confidence: 0.8, correct: true });
    expect(await rolling(store, 'm')).toEqual({ outcomes: 100, correct: 99 });
  });

  test('is of the last 100 predictions', async () => {
    const store = new MemoryStore();
    for (let i = 0; i < 150; i++) await put(store, { id: `p${i}`, time: i, confidence: 1, correct: i >= 75 });
    expect(await rolling(store, 'm')).toEqual({ outcomes: 100, correct: 75 });
  });

  test('is the same after old keys were deleted, however often the same was said', async () => {
    const store = new MemoryStore();
    for (let i = 0; i < 150; i++)
      await put(store, { id: `p${i}`, time: i, confidence: 0.8, correct: i >= 75 });
    await put(store, { id: 'p149', time: 200, confidence: 1, correct: false });
    for (let i = 0; i < 1200; i++)
      await put(store, { id: 'p149', time: 1000 + i, confidence: 0.8, correct: true });
    expect(await rolling(store, 'm')).toEqual({ outcomes: 100, correct: 74 });
    await pruneRecent(store, 'm');
    expect(await rolling(store, 'm')).toEqual({ outcomes: 100, correct: 74 });
    // The last 1,000, and what else the window needs: what the reviewer said, and 99 other predictions.
    expect(store.objects.size).toBe(1100);
  });

  test('of many predictions no more keys are kept than the last 1,000', async () => {
    const store = new MemoryStore();
    for (let i = 0; i < 1500; i++)
      await put(store, { id: `p${i}`, time: i, confidence: 1, correct: i % 2 === 0 });
    await put(store, { id: 'p1499', time: 100, confidence: 1, correct: true });
    await pruneRecent(store, 'm');
    expect(store.objects.size).toBe(1000);
    expect(await rolling(store, 'm')).toEqual({ outcomes: 100, correct: 50 });
  });
});
