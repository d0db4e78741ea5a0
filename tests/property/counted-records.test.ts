import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { type LogName, listDay } from '../../lib/archive/segments.ts';
import { tombstoneOf } from '../../lib/erasure/tombstone.ts';
import type { LogRecord } from '../../lib/log/record.ts';
import { encodeSegment } from '../../lib/log/segment.ts';
import { addIncrement, emptyTotals } from '../../lib/log/totals.ts';
import { contribution } from '../../lib/metrics/contribution.ts';
import { countsOf, fold } from '../../lib/nightly/audit-counts.ts';
import { readDay } from '../../lib/nightly/read-day.ts';
import { StageTimes } from '../../lib/nightly/stages.ts';
import { openDatabase } from '../../lib/profile/duckdb.ts';
import { MemoryStore } from '../support/memory-store.ts';

const DATE = '2026-11-18';

const text = fc.oneof(
  fc.constantFrom('a', 'b', 'a b', "it's", 'é尺👍', ',', '%2C', '"', '\\', '\n', '1', '0', 'null', '{}'),
  fc.string({ minLength: 1, maxLength: 4 }),
);
const model = fc.constantFrom('m', 'n', 'unknown');
/** Of one type, as the classes of a model are. */
const labels = fc.constantFrom<[string | number, string | number][]>(
  [0, 1],
  [-7, 12.5],
  ['yes', 'no'],
  ['a,"b"', 'é'],
);
const time = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());
const essentials = labels.chain((pair) =>
  fc.record({
    time,
    version: text,
    features: fc.dictionary(
      fc.constantFrom('x', 'type', 'model'),
      fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), text),
    ),
    label: fc.constantFrom(...pair),
    score: fc.double({ min: 0, max: 1, noNaN: true }),
    probabilities: fc.constant<number[]>([0.5, 0.5]),
    actual: fc.constantFrom(...pair),
  }),
);
const request = fc.option(
  fc.record({ rows: fc.integer({ min: 1, max: 9 }), latency_us: fc.nat(10_000_000) }),
  {
    nil: undefined,
  },
);
const predictions: fc.Arbitrary<LogRecord> = fc.oneof(
  fc.tuple(essentials, text, model, request).map(([{ actual: _, ...rest }, id, of, first]): LogRecord => {
    return { type: 'prediction', id, model: of, ...rest, ...(first && { request: first }) };
  }),
  fc.tuple(model, text, time, text).map(
    ([of, reason, at, feature]): LogRecord => ({
      type: 'rejected',
      time: at,
      model: of,
      reason,
      checks: [{ feature, check: 'range', count: 2 }],
    }),
  ),
);
const outcomes: fc.Arbitrary<LogRecord> = fc.oneof(
  fc.tuple(essentials, text, model, text, time).map(
    ([{ actual, ...prediction }, id, of, source, at]): LogRecord => ({
      type: 'outcome',
      id,
      time: at,
      model: of,
      prediction_id: id,
      source,
      confidence: 0.7,
      actual,
      prediction,
    }),
  ),
  fc.tuple(model, text, text, time, fc.option(fc.integer({ min: 1, max: 1e6 }), { nil: undefined })).map(
    ([of, source, reason, at, count]): LogRecord => ({
      type: 'rejected_outcome',
      time: at,
      model: of,
      source,
      reason,
      ...(count !== undefined && { count }),
    }),
  ),
);

/** Some of them were erased. */
const orErased = (records: fc.Arbitrary<LogRecord>): fc.Arbitrary<LogRecord> =>
  fc.tuple(records, fc.boolean()).map(([of, isErased]) => (isErased && tombstoneOf(of)) || of);

test('the groups of a day count what its records count one by one', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'driftgate-test-'));
  const database = await openDatabase(directory);
  try {
    await fc.assert(
      fc.asyncProperty(
        fc.array(orErased(predictions), { maxLength: 60 }),
        fc.array(orErased(outcomes), { maxLength: 60 }),
        fc.array(orErased(outcomes), { maxLength: 20 }),
        fc.integer({ min: 1, max: 40 }),
        async (predict, feedback, collected, segmentRecords) => {
          const store = new MemoryStore();
          const logs: Record<LogName, LogRecord[]> = { predict, feedback, outcomes: collected };
          for (const [log, records] of Object.entries(logs)) await write(store, log, records, segmentRecords);
          const day = { store, models: new Map(), refused: new Map() };
          const listing = await listDay(store, DATE);
          const stages = new StageTimes(() => 0);
          // So few bytes to a chunk that the day has several.
          const { counted } = await readDay(day, database, directory, listing, [], stages, 4_000);
          for (const [log, records] of Object.entries(logs)) {
            const totals = emptyTotals();
            for (const record of records)
              for (const increment of contribution(record)) addIncrement(totals, increment);
            expect(new Map([...fold(counted.get(log as LogName) ?? [])].sort())).toEqual(
              new Map([...countsOf(totals)].sort()),
            );
          }
        },
      ),
      { numRuns: 60 },
    );
  } finally {
    database.close();
    await rm(directory, { recursive: true, force: true });
  }
});

async function write(store: MemoryStore, log: string, records: LogRecord[], perSegment: number) {
  for (let seq = 0; seq * perSegment < records.length; seq++) {
    const lines = records.slice(seq * perSegment, (seq + 1) * perSegment).map((of) => JSON.stringify(of));
    const header = { driftgate: 1, function: log, slot: '0000', writer: 'w', seq, nonce: 'n' } as const;
    await store.put(
      `log/${log}/dt=${DATE}/hour=07/0000-w-${String(seq).padStart(3, '0')}.ndjson`,
      encodeSegment({ ...header, totals: emptyTotals() }, lines),
    );
  }
}
