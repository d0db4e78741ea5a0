import { entityHash } from '../../lib/entities/entity-hash.ts';
import { entityKey, parseEntityKey } from '../../lib/entities/entity-key.ts';
import type { PredictionRecord } from '../../lib/log/record.ts';
import { FormerVersions } from '../../lib/model/former-versions.ts';
import { latestPredictions } from '../../lib/outcomes/latest-predictions.ts';
import { RecentWindow } from '../../lib/outcomes/recent-window.ts';
import type { OutcomeRow } from '../../lib/outcomes/row.ts';
import { checkKey, checkPrefix } from '../../lib/store/key.ts';
import { MemoryStore } from '../support/memory-store.ts';
import {
  Clock,
  HASH_KEY,
  openIngest,
  type Prediction,
  readOutcomes,
  sourceOf,
  writePredictions,
} from '../support/outcome-log.ts';
import { seededRandom } from '../support/random.ts';

let store: MemoryStore;
let clock: Clock;
beforeEach(() => {
  store = new MemoryStore();
  clock = new Clock();
});

const source = sourceOf({ model: 'm', mapping: { entity_id: 'loan', outcome: 'o' } });
const rowOf = (entityId: string, more: Partial<OutcomeRow> = {}): OutcomeRow => ({
  at: entityId,
  model: 'm',
  subject: { entityId },
  actual: 1,
  ...more,
});

async function joined(...rows: OutcomeRow[]) {
  const [result] = await openIngest(store, clock).take(source, [{ rows }], { window: new RecentWindow() });
  if (!result || !('rows' in result)) throw new Error(`expected rows, got ${JSON.stringify(result)}`);
  return result.rows.map((row) => ('outcome' in row ? row.outcome.prediction_id : row));
}

test('a row is about the latest prediction of its entity before the outcome', async () => {
  const [a1, , a2, b] = (await writePredictions(
    store,
    [{ label: 1, entityId: 'a' }, { label: 1 }, { label: 0, entityId: 'a' }, { label: 1, entityId: 'b' }],
    clock,
  )) as [PredictionRecord, PredictionRecord, PredictionRecord, PredictionRecord];
  const at = ({ time }: PredictionRecord, ms = 0) => ({ observed: Date.parse(time) + ms });
  expect(
    await joined(
      rowOf('a'),
      rowOf('a', at(a2, 5)),
      rowOf('a', at(a2)),
      rowOf('a', at(a2, -1)),
      rowOf('a', at(a1)),
      rowOf('b'),
    ),
  ).toEqual([a2.id, a2.id, a2.id, a1.id, a1.id, b.id]);
  expect(await joined(rowOf('a', at(a1, -1)), rowOf('c'))).toMatchObject([
    { reason: 'unknown_prediction', retryable: true },
    { reason: 'unknown_prediction', retryable: true },
  ]);
  const longAgo = { observed: Date.parse('2026-11-01T00:00:00Z') };
  expect(await joined(rowOf('a', longAgo))).toMatchObject([
    { reason: 'unknown_prediction', retryable: false },
  ]);
});

test('a prediction that never landed is passed over, however many there are', async () => {
  const lost = Array.from({ length: 11 }, (): Prediction => ({ label: 1, entityId: 'a', isLost: true }));
  const [first] = await writePredictions(store, [{ label: 1, entityId: 'a' }, ...lost], clock);
  expect(await joined(rowOf('a'))).toEqual([first!.id]);
});

test('an entity has predictions of each model by themselves', async () => {
  await writePredictions(store, [{ label: 1, entityId: 'a', model: 'n' }], clock);
  expect(await joined(rowOf('a'))).toMatchObject([{ reason: 'unknown_prediction' }]);
});

test('nothing that is stored tells an entity, and none of its values is found without the key', async () => {
  await writePredictions(store, [{ label: 1, entityId: 'customer 4711' }], clock);
  await joined(rowOf('customer 4711'));
  for (const [key, body] of store.objects) expect(`${key} ${Buffer.from(body)}`).not.toContain('4711');
  expect((await readOutcomes(store)).outcomes).toHaveLength(1);
  expect(entityHash('customer 4711', 'another key')).not.toBe(entityHash('customer 4711', HASH_KEY));
});

test('a key says what it was made of', () => {
  const id = 'm.2026112107.0003.k3v9x2ab7q.0.17';
  const hash = entityHash('a', HASH_KEY);
  const time = Date.parse('2026-11-21T07:30:00.123Z');
  expect(parseEntityKey(entityKey('m', hash, time, id))).toEqual({ hash, time, predictionId: id });
  expect(entityKey('m', hash, time + 1, id) < entityKey('m', hash, time, id)).toBe(true);
  expect(parseEntityKey('entities/model=m/x')).toBeUndefined();
});

describe('many rows at once', () => {
  /** Some entities with several predictions, many of which never landed; the latest one in time, naively. */
  async function population(seed: number, entities: number) {
    const random = seededRandom(seed);
    const predictions = Array.from({ length: entities * 6 }, (): Prediction => {
      const entityId = `e${Math.floor(random() * entities)}`;
      return { label: 1, entityId, isLost: random() < 0.6 };
    });
    const written = await writePredictions(store, predictions, clock);
    const queries = Array.from({ length: entities * 2 }, () => {
      const entityId = `e${Math.floor(random() * entities * 1.2)}`;
      const until = Date.parse(written[Math.floor(random() * written.length)]!.time);
      return { entityId, until, model: 'm', hash: entityHash(entityId, HASH_KEY) };
    });
    const expected = queries.map(({ entityId, until }) => {
      const mine = written.filter(
        ({ time }, i) =>
          predictions[i]!.entityId === entityId && !predictions[i]!.isLost && Date.parse(time) <= until,
      );
      return mine.at(-1)?.id;
    });
    return { queries, expected };
  }

  test.each([
    ['one by one', { sample: 4, patienceMs: Number.POSITIVE_INFINITY }],
    ['by listing all', { sample: 4, patienceMs: 0 }],
  ])('have the same predictions %s', async (_, settings) => {
    for (const seed of [1, 2, 3]) {
      store = new MemoryStore();
      const { queries, expected } = await population(seed, 60);
      const found = await latestPredictions(store, queries, settings);
      expect(found.map((record) => record?.id)).toEqual(expected);
    }
  });

  test('and where there are more keys than a page has', async () => {
    const { queries, expected } = await population(4, 60);
    const other = Array.from({ length: 3_000 }, (_, i) => entityHash(`other ${i}`, HASH_KEY));
    for (const hash of other) store.objects.set(entityKey('m', hash, 0, 'm.x'), new Uint8Array());
    // As if each listing took its time: listing all, in a few pages, is worth it.
    const lists: string[] = [];
    const slow = Object.assign(Object.create(store) as MemoryStore, {
      list: async function* (prefix: string, options?: { startAfter?: string }) {
        lists.push(prefix);
        await new Promise((resolve) => setTimeout(resolve, 20));
        yield* store.list(prefix, options);
      },
    });
    const found = await latestPredictions(slow, queries, { sample: 4, patienceMs: 100 });
    expect(found.map((record) => record?.id)).toEqual(expected);
    expect(lists.filter((prefix) => /model=m\/[0-9a-f]$/.test(prefix))).toHaveLength(16);
  });
});

test('where models are published, a name that no model can have is that of an unknown one, and costs no other row', async () => {
  const [a] = await writePredictions(store, [{ label: 1, entityId: 'a' }], clock);
  // As every other store does.
  store.intercept = (operation, key) => (operation === 'list' ? checkPrefix(key) : checkKey(key));
  const former = new FormerVersions(store, () => undefined);
  const rows = [rowOf('a', { model: 'no/name of any' }), rowOf('a')];
  const everybody = sourceOf({ mapping: { entity_id: 'loan', model: 'm', outcome: 'o' } });
  const ingest = openIngest(store, clock, { former });
  const [result] = await ingest.take(everybody, [{ rows }], { window: new RecentWindow() });
  expect(result).toMatchObject({
    rows: [{ reason: 'unknown_model' }, { outcome: { prediction_id: a!.id } }],
  });
});
