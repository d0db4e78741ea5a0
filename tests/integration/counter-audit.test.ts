import { tmpdir } from 'node:os';
import { createHandler } from '../../functions/nightly.ts';
import { totalsKey } from '../../lib/archive/keys.ts';
import type { LogEnvironment } from '../../lib/log/environment.ts';
import type { PredictionRecord } from '../../lib/log/record.ts';
import { decodeHeader, encodeSegment, recordLines } from '../../lib/log/segment.ts';
import type { Totals } from '../../lib/log/totals.ts';
import { LogWriter } from '../../lib/log/writer.ts';
import { contribution } from '../../lib/metrics/contribution.ts';
import type { Condition, Entry, StoredObject } from '../../lib/store/store.ts';
import { auditDay } from '../support/audited-day.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { predictionRecord } from '../support/nightly-fixture.ts';

const DAYS = ['2026-11-17', '2026-11-18', '2026-11-19', '2026-11-20'] as const;
/** Predictions on each of the first three. */
const PER_DAY = 3 * 12 + 6 * 4;

/** A store whose objects grow older by the clock of the test. */
class AgingStore extends MemoryStore {
  time = 0;
  readonly #written = new Map<string, number>();

  override async put(key: string, body: Uint8Array | string, condition?: Condition) {
    const put = await super.put(key, body, condition);
    this.#written.set(key, this.time);
    return put;
  }

  override async get(key: string): Promise<StoredObject | undefined> {
    const object = await super.get(key);
    return object && { ...object, ageMs: this.time - this.#written.get(key)! };
  }

  override async *list(prefix: string, options: { startAfter?: string } = {}): AsyncGenerator<Entry> {
    for await (const entry of super.list(prefix, options))
      yield { ...entry, ageMs: this.time - this.#written.get(entry.key)! };
  }
}

/**
 * Four days. On each, two writers begin in the first hour, a third takes a slot over in it, and two more follow each other
 * in one slot in a later hour; on the last day a slot is not used.
 */
async function traffic(): Promise<MemoryStore> {
  const store = new AgingStore();
  let ids = 0;
  const env: LogEnvironment = {
    functionName: 'predict',
    store,
    settings: {
      idleMs: 90_000,
      maxSegmentBytes: 1e6,
      maxSegmentRecords: 5,
      commitDeadlineMs: 5_000,
      seedingMs: 0,
    },
    series: {},
    contribution,
    publish: async () => true,
    now: () => store.time,
    random: () => 0,
    newId: () => `w${String((ids++ * 7919) % 1_000_000_000).padStart(9, '0')}`,
    sleep: async () => undefined,
  };
  const predict = (writer: LogWriter, rows: number) =>
    writer.commit({
      cut: ({ time, id }) =>
        Array.from({ length: rows }, (_, i): PredictionRecord => {
          const at = new Date(time).toISOString();
          const record = predictionRecord('m', id('m'), at, '1', { x: i }, (i % 10) / 10);
          return i === 0 ? { ...record, request: { rows, latency_us: 1500 } } : record;
        }),
    });
  for (const day of DAYS) {
    const start = Date.parse(`${day}T00:00:01Z`);
    for (const [minute, rows, commits] of [
      [0, 3, 4],
      [0, 3, day === DAYS[3] ? 0 : 4],
      [5, 3, 4],
      [13 * 60, 4, 5],
      [13 * 60 + 5, 4, 1],
    ] as const) {
      store.time = start + minute * 60_000;
      const writer = new LogWriter(env);
      for (let i = 0; i < commits; i++) await predict(writer, rows);
    }
  }
  store.time += 86_400_000;
  return store;
}

const copyOf = (store: MemoryStore): MemoryStore => {
  const copy = new MemoryStore();
  for (const [key, body] of store.objects) copy.objects.set(key, body);
  return copy;
};

const segmentsOf = (store: MemoryStore, day: string): string[] =>
  [...store.objects.keys()].filter((key) => key.startsWith(`log/predict/dt=${day}/`)).sort();

/** Changes the totals that a segment's header states. */
async function tamper(store: MemoryStore, key: string, change: (totals: Totals) => void): Promise<void> {
  const header = decodeHeader(store.text(key), key);
  change(header.totals);
  await store.put(key, encodeSegment(header, recordLines(store.text(key))));
}

let store: MemoryStore;

beforeAll(async () => {
  store = await traffic();
});

test('what the slots grew by is what the records of the day add up to, on the first day and on those after it', async () => {
  expect(new Set(segmentsOf(store, DAYS[1]).map((key) => key.split('/').at(-1)!.slice(0, 4))).size).toBe(2);
  expect(segmentsOf(store, DAYS[1]).length).toBeGreaterThan(6);
  for (const day of DAYS) {
    const { audits, logged, published } = await auditDay(store, day);
    expect(audits).toEqual([
      {
        function: 'predict',
        slots: 2,
        series: 5,
        difference: { slots: 0, prometheus: null },
        prometheus: 'not_configured',
        differing: 0,
        differences: [],
      },
    ]);
    expect(logged).toEqual([]);
    expect(published).toEqual([
      {
        model: null,
        samples: [
          { name: 'counters_audit_difference', labels: { function: 'predict', against: 'slots' }, value: 0 },
          { name: 'counters_audit_series', labels: { function: 'predict' }, value: 5 },
          {
            name: 'counters_audit_day_timestamp_seconds',
            labels: { function: 'predict' },
            value: Date.parse(day) / 1000,
          },
        ],
      },
    ]);
    expect(store.json('gauges/nightly.json')).toEqual(published[0]!.samples);
  }
  const totals = Object.values(store.json<Record<string, Totals>>(totalsKey('predict', DAYS[3])));
  const rows = totals.flatMap(({ counters }) => Object.values(counters.model_predictions_by_class_total!));
  expect(rows.reduce((sum, count) => sum + count, 0)).toBe(4 * PER_DAY - 12);
});

test('the audit of an older day does not turn the gauges back', async () => {
  const again = copyOf(store);
  const { audits, published } = await auditDay(again, DAYS[0]);
  expect(audits).toHaveLength(1);
  expect(published).toEqual([]);
  expect(again.text('gauges/nightly.json')).toBe(store.text('gauges/nightly.json'));
});

test('any segment that is lost is found, on its day or on the next day that its slot is written', async () => {
  for (const lost of segmentsOf(store, DAYS[1])) {
    const without = copyOf(store);
    await without.delete(lost);
    const found: number[] = [];
    for (const day of [DAYS[1], DAYS[2]]) {
      const { audits, logged } = await auditDay(without, day);
      const [{ difference, differing }] = audits as [(typeof audits)[0]];
      expect(logged.map(({ message }) => message)).toEqual(differing > 0 ? ['counters do not add up'] : []);
      found.push(difference.slots);
    }
    expect({ lost, found: found.filter((difference) => difference > 0) }).toEqual({
      lost,
      found: [expect.any(Number)],
    });
  }
});

test('without the audit of the day before, a lost segment between others of its slot is found', async () => {
  const fresh = copyOf(store);
  for (const key of [...fresh.objects.keys()].filter((of) => of.startsWith('totals/')))
    await fresh.delete(key);
  expect((await auditDay(fresh, DAYS[1])).audits[0]).toMatchObject({ slots: 2, difference: { slots: 0 } });
  await fresh.delete(totalsKey('predict', DAYS[1]));
  const middle = segmentsOf(fresh, DAYS[1]).find((key) => key.includes('hour=13'))!;
  const rows = recordLines(fresh.text(middle)).length;
  await fresh.delete(middle);
  const { audits } = await auditDay(fresh, DAYS[1]);
  const [{ differences }] = audits as [(typeof audits)[0]];
  const values = differences.find(({ series }) => series.startsWith('model_prediction_values_count'))!;
  expect(values).toEqual({
    series: 'model_prediction_values_count{model="m"}',
    log: PER_DAY - rows,
    slots: PER_DAY,
    prometheus: null,
  });
});

test('totals that were changed are found, with the series', async () => {
  const changed = copyOf(store);
  const last = segmentsOf(changed, DAYS[2]).at(-1)!;
  await tamper(changed, last, ({ counters }) => {
    counters.model_success_total!.m! += 3;
  });
  const { audits, logged } = await auditDay(changed, DAYS[2]);
  const difference = {
    series: 'model_success_total{model="m"}',
    log: 3 * 4 + 6,
    slots: 3 * 4 + 6 + 3,
    prometheus: null,
  };
  expect(audits).toMatchObject([{ difference: { slots: 3 }, differing: 1, differences: [difference] }]);
  expect(logged).toMatchObject([
    { level: 'error', message: 'counters do not add up', data: { date: DAYS[2], differences: [difference] } },
  ]);
});

test('a damaged record is found', async () => {
  const damaged = copyOf(store);
  const [first] = segmentsOf(damaged, DAYS[1]) as [string];
  await damaged.put(first, damaged.text(first).replace('"label":', '"lebal":'));
  const { audits } = await auditDay(damaged, DAYS[1]);
  expect(audits).toMatchObject([{ difference: { slots: 1 } }]);
});

test('a histogram whose buckets changed on the day is not compared, all else is', async () => {
  const changed = copyOf(store);
  const before = changed.json<Record<string, Totals>>(totalsKey('predict', DAYS[0]));
  for (const { histograms } of Object.values(before)) {
    histograms.model_prediction_values = {
      bounds: [0.5, 1],
      series: { m: { counts: [7, 7, 7], sumMicros: 0 } },
    };
  }
  await changed.put(totalsKey('predict', DAYS[0]), JSON.stringify(before));
  expect((await auditDay(changed, DAYS[1])).audits).toMatchObject([
    { series: 4, difference: { slots: 0 }, differing: 0 },
  ]);
});

test('a header that cannot be read fails the audit of its function, and nothing else', async () => {
  const broken = copyOf(store);
  const last = segmentsOf(broken, DAYS[2]).at(-1)!;
  await broken.put(last, broken.text(last).slice(10));
  const { audits, logged, published } = await auditDay(broken, DAYS[2]);
  expect(audits).toEqual([]);
  expect(published).toEqual([]);
  expect(logged).toEqual([
    {
      level: 'error',
      message: 'counter audit failed',
      data: {
        date: DAYS[2],
        function: 'predict',
        error: expect.objectContaining({ message: expect.stringContaining(last) }),
      },
    },
  ]);
});

describe('the nightly job', () => {
  const run = (
    of: MemoryStore,
    event: unknown,
    now: string,
    publish: () => Promise<void> = async () => undefined,
  ) => {
    const logged: string[] = [];
    const handler = createHandler({
      store: of,
      models: new Map(),
      refused: new Map(),
      gauges: { publish },
      prometheus: undefined,
      secondReviewShare: 0.1,
      validate: () => Promise.reject(new Error('there is no model')),
      events: undefined,
      now: () => Date.parse(now),
      logger: (_, message) => logged.push(message),
      tmp: tmpdir(),
    });
    return handler(event).then((summary) => ({ ...summary, logged }));
  };
  const copy = () => copyOf(store);

  test('audits a day that is over, and keeps the result with what it did', async () => {
    const own = copy();
    const { days } = await run(own, { date: DAYS[1] }, `${DAYS[2]}T01:15:00Z`);
    const counters = [
      { function: 'predict', slots: 2, difference: { slots: 0 }, prometheus: 'not_configured' },
    ];
    expect(days).toMatchObject([{ date: DAYS[1], counters }]);
    expect(own.json(`nightly/dt=${DAYS[1]}.json`)).toMatchObject({ summary: { counters } });
  });

  test.each([{ hourly: true }, { date: DAYS[2] }])('does not audit the running day: %j', async (event) => {
    const own = copy();
    await own.delete(totalsKey('predict', DAYS[2]));
    const { days } = await run(own, event, `${DAYS[2]}T23:45:00Z`);
    expect(days).toMatchObject([{ date: DAYS[2], counters: [] }]);
    expect(own.objects.has(totalsKey('predict', DAYS[2]))).toBe(false);
  });

  test('goes on where the audit fails, or the gateway', async () => {
    const own = copy();
    const fails = () => Promise.reject(new Error('no gateway'));
    const unpublished = await run(own, { date: DAYS[3] }, '2026-11-22T01:15:00Z', fails);
    expect(unpublished.days[0]!.counters).toHaveLength(1);
    expect(unpublished.logged).toContain('counter audit failed');
    own.intercept = (operation, key) => {
      if (operation === 'put' && key.startsWith('totals/')) throw new Error('full');
    };
    const unaudited = await run(own, { date: DAYS[2] }, '2026-11-22T01:15:00Z');
    expect(unaudited.days[0]!.counters).toEqual([]);
    expect(unaudited.failures).toEqual([]);
    expect(unaudited.logged).toEqual(['counter audit failed', 'nightly day done']);
  });
});
