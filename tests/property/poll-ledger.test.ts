import { RecentWindow } from '../../lib/outcomes/recent-window.ts';
import { emptyReport } from '../../lib/outcomes/source-report.ts';
import { OvertakenError } from '../../lib/poll/errors.ts';
import { PollLedger } from '../../lib/poll/ledger.ts';
import { emptyNotes } from '../../lib/poll/notes.ts';
import type { Range } from '../../lib/store/range.ts';
import type { Condition, Entry } from '../../lib/store/store.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { Clock, rowOf, sourceOf, writePredictions } from '../support/outcome-log.ts';
import { pollContext, takenIds } from '../support/poll-context.ts';
import { seededRandom } from '../support/random.ts';

const SCHEDULES = 150;

/** The store as one process sees it: each operation takes its time, and after the last one the process is no more. */
class SlowStore extends MemoryStore {
  readonly #store: MemoryStore;
  readonly #random: () => number;
  #left: number;

  constructor(store: MemoryStore, random: () => number, operations: number) {
    super();
    this.#store = store;
    this.#random = random;
    this.#left = operations;
  }

  override put(key: string, body: Uint8Array | string, condition?: Condition) {
    return this.#run(() => this.#store.put(key, body, condition));
  }

  override get(key: string, range?: Range) {
    return this.#run(() => this.#store.get(key, range));
  }

  override async *list(prefix: string, options?: { startAfter?: string }): AsyncGenerator<Entry> {
    yield* await this.#run(async () => {
      const entries: Entry[] = [];
      for await (const entry of this.#store.list(prefix, options)) entries.push(entry);
      return entries;
    });
  }

  async #run<T>(operation: () => Promise<T>): Promise<T> {
    // Now and then so long that others do all their work meanwhile.
    const turns = this.#random() < 0.1 ? 150 : Math.floor(this.#random() * 5);
    for (let i = 0; i < turns; i++) await new Promise((resolve) => setImmediate(resolve));
    if (this.#left-- <= 0) throw new Error('killed');
    const result = await operation();
    for (let i = 0; i < turns; i++) await new Promise((resolve) => setImmediate(resolve));
    return result;
  }
}

test('polls at once that stall and are killed anywhere, and read different rows, take each row once', async () => {
  const clock = new Clock();
  const written = new MemoryStore();
  const predictions = await writePredictions(
    written,
    Array.from({ length: 6 }, (_, i) => ({ label: i % 2 })),
    clock,
  );
  const source = sourceOf();
  const poll = async (store: MemoryStore, from: number, to: number): Promise<void> => {
    const parts = { window: new RecentWindow(), report: emptyReport(source.name), notes: emptyNotes() };
    const ledger = await PollLedger.open({ ...pollContext(store, clock), ...parts }, source, 0);
    for (let i = from; i < to; i += 2) {
      const rows = predictions.slice(i, Math.min(i + 2, to)).map((one) => rowOf(one, 1));
      await ledger.take(rows.map((row) => ({ digest: row.at, tag: 0, row })));
    }
    await ledger.save();
  };
  const ends = { finished: 0, overtaken: 0, killed: 0 };
  for (let seed = 1; seed <= SCHEDULES; seed++) {
    const random = seededRandom(seed);
    const store = new MemoryStore();
    for (const [key, body] of written.objects) store.objects.set(key, body);
    const polls = [0, 1, 2].map(async () => {
      const operations = random() < 0.5 ? 1_000 : Math.floor(random() * 30);
      const from = Math.floor(random() * 3);
      return poll(new SlowStore(store, random, operations), from, from + 3);
    });
    for (const result of await Promise.allSettled(polls)) {
      if (result.status === 'fulfilled') ends.finished++;
      else if (result.reason instanceof OvertakenError) ends.overtaken++;
      else {
        expect(result.reason.message).toMatch(/killed/);
        ends.killed++;
      }
    }
    await poll(store, 0, 6);
    const expected = predictions.map(({ id }) => id).sort();
    expect({ seed, taken: await takenIds(store) }).toEqual({ seed, taken: expected });
  }
  for (const count of Object.values(ends)) expect(count).toBeGreaterThan(SCHEDULES / 10);
});
