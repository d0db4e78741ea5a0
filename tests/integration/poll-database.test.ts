import pg from 'pg';
import type { PredictionRecord } from '../../lib/log/record.ts';
import { RecentWindow } from '../../lib/outcomes/recent-window.ts';
import type { DatabaseSource } from '../../lib/outcomes/source.ts';
import { emptyReport } from '../../lib/outcomes/source-report.ts';
import { pollDatabase } from '../../lib/poll/database.ts';
import type { DatabasePosition } from '../../lib/poll/database-position.ts';
import { digestWith } from '../../lib/poll/digest.ts';
import { PollLedger } from '../../lib/poll/ledger.ts';
import { emptyNotes } from '../../lib/poll/notes.ts';
import { takeDatabase } from '../../lib/poll/poll.ts';
import { pollKey } from '../../lib/poll/state.ts';
import { killEverywhere } from '../support/killed-polls.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { Clock, readOutcomes, sourceOf, writePredictions } from '../support/outcome-log.ts';
import { pollContext, takenIds } from '../support/poll-context.ts';
import { createDatabase, execute, startPostgres } from '../support/postgres.ts';
import { ShakyProxy } from '../support/shaky-proxy.ts';

const GONE = 'm.2026112107.0003.k3v9x2ab7q.0.17';
let server: Awaited<ReturnType<typeof startPostgres>>;
let url: string;
let store: MemoryStore;
let clock: Clock;
let predictions: PredictionRecord[];
let written: MemoryStore;

beforeAll(async () => {
  server = await startPostgres();
  clock = new Clock();
  written = new MemoryStore();
  predictions = await writePredictions(
    written,
    Array.from({ length: 12 }, (_, i) => ({ label: i % 2 })),
    clock,
  );
});

afterAll(() => server?.end());

beforeEach(async () => {
  store = storeWithPredictions();
  url = await createDatabase(server.url);
  await execute(url, 'CREATE TABLE loans (number int, id text, o text, p text, t timestamptz)');
});

function storeWithPredictions(): MemoryStore {
  const copy = new MemoryStore();
  for (const [key, body] of written.objects) copy.objects.set(key, body);
  return copy;
}

const settings = (change: Record<string, unknown> = {}, more: Record<string, unknown> = {}): DatabaseSource =>
  sourceOf({
    name: 'loans',
    kind: 'database',
    database: {
      url: { file: url },
      query: 'SELECT * FROM loans -- all',
      watermark: 't',
      key: 'number',
      overlap_seconds: 0,
      batch: 2,
      ...change,
    },
    ...more,
  }) as DatabaseSource;

const insert = (from: number, to: number, time: string) =>
  execute(
    url,
    `INSERT INTO loans SELECT ${from} + n - 1, id, '1', NULL, $2 FROM unnest($1::text[]) WITH ORDINALITY AS x(id, n)`,
    [idsOf(from, to), time],
  );
const idsOf = (from: number, to: number): string[] => predictions.slice(from, to).map(({ id }) => id);
const poll = (source = settings(), change = {}) => takeDatabase(pollContext(store, clock, change), source);

test('rows come once, and those with the watermark of the last one are not lost, to the microsecond', async () => {
  expect(await poll()).toMatchObject({ rows: 0, skipped: [] });
  await insert(0, 5, '2026-11-21T10:00:00.000001Z');
  expect(await poll()).toMatchObject({ rows: 5, accepted: 5, skipped: [] });
  await insert(5, 7, '2026-11-21T10:00:00.000001Z');
  // Before the last by less than a millisecond: what comes late is read only within an overlap.
  await insert(7, 8, '2026-11-21T10:00:00.000000Z');
  await insert(8, 10, '2026-11-21T10:00:00.000002Z');
  expect(await poll()).toMatchObject({ rows: 4, accepted: 4, skipped: ['rows that were taken before: 5'] });
  expect(await poll()).toMatchObject({ rows: 0, skipped: ['rows that were taken before: 2'] });
  expect(await takenIds(store)).toEqual([...idsOf(0, 7), ...idsOf(8, 10)].sort());
  expect((await readOutcomes(store)).outcomes[0]).toMatchObject({ observed: '2026-11-21T10:00:00.000Z' });
});

test('a transaction that commits late is read within the overlap, and what was read is not read into the log again', async () => {
  const source = settings({ overlap_seconds: 600 });
  await insert(4, 8, '2026-11-21T10:00:00Z');
  expect(await poll(source)).toMatchObject({ accepted: 4 });
  await insert(0, 1, '2026-11-21T09:50:00Z');
  await insert(1, 2, '2026-11-21T09:49:59.999Z');
  expect(await poll(source)).toMatchObject({ rows: 1, accepted: 1 });
  expect(await poll(source)).toMatchObject({ rows: 0 });
  expect(await takenIds(store)).toEqual([...idsOf(4, 8), ...idsOf(0, 1)].sort());
  // What can no longer be read again is forgotten.
  await insert(8, 9, '2026-11-21T11:00:00Z');
  await poll(source);
  expect(store.json<{ seen: unknown[] }>(pollKey('loans')).seen).toHaveLength(1);
});

test('runs that end while they read again lead neither back nor nowhere', async () => {
  const source = settings({ overlap_seconds: 60 });
  await insert(0, 2, '2026-11-21T10:00:00Z');
  await insert(2, 5, '2026-11-21T10:01:00Z');
  await insert(5, 8, '2026-11-21T10:02:00Z');
  expect(await poll(source)).toMatchObject({ accepted: 8 });
  for (let run = 0; run < 3; run++) await poll(source, { remainingMs: () => 0 });
  await insert(8, 9, '2026-11-21T10:02:00Z');
  await insert(9, 12, '2026-11-21T10:03:00Z');
  for (let run = 0; run < 3; run++) await poll(source, { remainingMs: () => 0 });
  expect(await takenIds(store)).toEqual(idsOf(0, 12).sort());
});

const LIMITS = { manyRows: 200_000, leastTimeoutMs: 300 };

/** Polls with very little time, which ends a query after 300 ms. */
async function pollInHaste(address = url) {
  const source = settings();
  const [report, notes] = [emptyReport(source.name), emptyNotes()];
  const parts = { ...pollContext(store, clock), window: new RecentWindow(), report, notes };
  const ledger = await PollLedger.open<DatabasePosition>(parts, source, { watermark: null });
  const options = { digest: digestWith('key'), now: clock.now, until: clock.time };
  await pollDatabase(ledger, source, address, notes, options, LIMITS);
  return report;
}

test('a table that somebody has locked holds up nobody else', async () => {
  await insert(0, 2, '2026-11-21T10:00:00Z');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('BEGIN; LOCK TABLE loans');
  await expect(pollInHaste()).rejects.toThrow(
    'PostgreSQL, loans: canceling statement due to statement timeout',
  );
  await client.end();
  expect(await pollInHaste()).toMatchObject({ accepted: 2 });
});

test('a connection over which nothing comes any more is given up', async () => {
  await insert(0, 2, '2026-11-21T10:00:00Z');
  const proxy = new ShakyProxy(url);
  await proxy.up();
  const address = Object.assign(new URL(url), { port: new URL(proxy.url).port }).href;
  expect(await pollInHaste(address)).toMatchObject({ accepted: 2 });
  await insert(2, 4, '2026-11-21T10:00:01Z');
  proxy.swallow = /FROM \(SELECT/;
  await expect(pollInHaste(address)).rejects.toThrow(
    'PostgreSQL, loans: expected an answer within 5.3 s, got none',
  );
  await proxy.down();
  expect(await pollInHaste()).toMatchObject({ accepted: 2 });
}, 20_000);

/** A poll for which four rows are many; how many rows it read that were taken before. */
async function pollOfMany(source: DatabaseSource, minutes = 1): Promise<number> {
  const [report, notes] = [emptyReport(source.name), emptyNotes()];
  const parts = { ...pollContext(store, clock), window: new RecentWindow(), report, notes };
  const ledger = await PollLedger.open<DatabasePosition>(parts, source, { watermark: null });
  const options = { digest: digestWith('key'), now: clock.now, until: clock.time + minutes * 60_000 };
  await pollDatabase(ledger, source, url, notes, options, { ...LIMITS, manyRows: 4 });
  return notes.known;
}
const stateOf = () => store.json<{ seen: unknown[]; position: DatabasePosition }>(pollKey('loans'));

test('where many rows could be read again, only the last are, unless the source says how far back', async () => {
  await insert(0, 3, '2026-11-21T10:00:00Z');
  await insert(3, 5, '2026-11-21T10:00:01Z');
  await insert(5, 7, '2026-11-21T10:00:02Z');
  for (const [overlap_seconds, again] of [
    [undefined, 2],
    [300, 7],
  ]) {
    store = storeWithPredictions();
    expect(await pollOfMany(settings({ overlap_seconds }))).toBe(0);
    expect(await pollOfMany(settings({ overlap_seconds }))).toBe(again);
    expect(await takenIds(store)).toEqual(idsOf(0, 7).sort());
  }
});

describe('very many rows of one watermark', () => {
  test.each([
    ['without an overlap', 0],
    ['with one', 300],
    ['with that of its type', undefined],
  ])('%s are known one by one until there are rows after which none can come to it', async (_, overlap) => {
    const source = settings({ overlap_seconds: overlap });
    await insert(2, 9, '2026-11-21T10:00:00Z');
    await pollOfMany(source);
    expect(stateOf().seen).toHaveLength(7);
    // Before all others by its key.
    await insert(0, 1, '2026-11-21T10:00:00Z');
    await insert(9, 10, '2026-11-21T10:05:00Z');
    await pollOfMany(source);
    expect(await takenIds(store)).toEqual([...idsOf(0, 1), ...idsOf(2, 10)].sort());
    await insert(10, 12, '2026-11-21T10:05:01Z');
    await pollOfMany(source);
    await pollOfMany(source);
    expect(await takenIds(store)).toEqual([...idsOf(0, 1), ...idsOf(2, 12)].sort());
    expect(stateOf().seen.length).toBeLessThan(4);
  });

  test.each([
    ['text', (number: number) => `${(number * 5) % 12} '"`],
    ['uuid', (number: number) => `00000000-0000-0000-0000-${String((number * 7) % 12).padStart(12, '0')}`],
    ['float8', (number: number) => `${number / 3}`],
    ['bytea', (number: number) => `\\x${(number * 5).toString(16).padStart(4, '0')}`],
    ['timestamptz', (number: number) => `2026-01-01 00:00:00.00000${number % 10}+0${number % 9}`],
  ])('are taken once behind a key of type %s, however little time a run has', async (type, key) => {
    await execute(url, `ALTER TABLE loans ADD COLUMN k ${type}`);
    await insert(0, 11, '2026-11-21T10:00:00Z');
    await insert(11, 12, '2026-11-21T11:00:00Z');
    for (let number = 0; number < 12; number++)
      await execute(url, `UPDATE loans SET k = $1 WHERE number = ${number}`, [
        number === 4 ? null : key(number),
      ]);
    const source = settings({ key: 'k' });
    let most = 0;
    for (let run = 0; run < 8; run++) {
      await pollOfMany(source, 0);
      most = Math.max(most, stateOf().seen.length);
    }
    expect(most).toBeLessThanOrEqual(5);
    expect(await takenIds(store)).toEqual(idsOf(0, 12).sort());
  });

  test('are numbers where a later number is there', async () => {
    await execute(url, 'ALTER TABLE loans ADD COLUMN load int');
    await insert(0, 9, '2026-11-21T10:00:00Z');
    await execute(url, 'UPDATE loans SET load = 1');
    const source = settings({ watermark: 'load' });
    await pollOfMany(source, 0);
    await pollOfMany(source, 0);
    expect(stateOf()).toMatchObject({ position: { watermark: '1' } });
    await insert(9, 11, '2026-11-21T10:00:00Z');
    await execute(url, 'UPDATE loans SET load = 2 WHERE load IS NULL');
    await pollOfMany(source, 0);
    expect(stateOf()).toMatchObject({ position: { floor: '1', after: { column: 'number' } } });
    for (let run = 0; run < 5; run++) await pollOfMany(source, 0);
    expect(stateOf().seen.length).toBeLessThan(4);
    expect(await takenIds(store)).toEqual(idsOf(0, 11).sort());
  });

  test('of which some wait for their predictions are all known until these have come', async () => {
    const soon = 'm.2026112112.0003.k3v9x2ab7q.0.17';
    await insert(0, 3, '2026-11-21T10:00:00Z');
    await execute(url, `INSERT INTO loans VALUES (3, '${soon}', '1', NULL, '2026-11-21T10:00:00Z')`);
    await insert(4, 10, '2026-11-21T10:00:00Z');
    await insert(10, 11, '2026-11-21T11:00:00Z');
    const expected = [...idsOf(0, 3), ...idsOf(4, 11)].sort();
    for (let run = 0; run < 3; run++) {
      await pollOfMany(settings());
      expect(await takenIds(store)).toEqual(expected);
    }
    clock.time += 3 * 3600_000;
    await pollOfMany(settings());
    expect((await readOutcomes(store)).rejected).toEqual({ 'm loans unknown_prediction': 1 });
    expect(await takenIds(store)).toEqual(expected);
    clock.time -= 3 * 3600_000;
  });

  test('killed between any two operations on the store, none is lost or doubled', async () => {
    await insert(0, 6, '2026-11-21T10:00:00Z');
    await insert(6, 7, '2026-11-21T11:00:00Z');
    const newStore = () => {
      store = storeWithPredictions();
      return store;
    };
    await killEverywhere(
      newStore,
      () => pollOfMany(settings()),
      async (deaths) => {
        expect({ deaths, ids: await takenIds(store) }).toEqual({ deaths, ids: idsOf(0, 7).sort() });
      },
    );
  });
});

test('a row that changes comes again, one that is bad is counted once, one of the future waits', async () => {
  await insert(0, 1, '2026-11-21T10:00:00Z');
  await execute(url, `INSERT INTO loans VALUES (50, 'x', '1', NULL, '2026-11-21T10:00:00Z')`);
  await execute(
    url,
    `INSERT INTO loans VALUES (51, '${idsOf(2, 3)[0]}', '1', NULL, now() + interval '1 hour')`,
  );
  const report = { rows: 2, accepted: 1, rejected: { invalid_id: 1 } };
  expect(await poll()).toMatchObject(report);
  await execute(url, `UPDATE loans SET o = '0', t = '2026-11-21T11:00:00Z' WHERE number = 0`);
  expect(await poll()).toMatchObject({ rows: 1, accepted: 1 });
  const { outcomes, rejected } = await readOutcomes(store);
  expect(outcomes.map(({ actual }) => actual)).toEqual([1, 0]);
  expect(rejected).toEqual({ 'unknown loans invalid_id': 1 });
});

test.each([
  ['timestamp', '2026-11-21 10:00:00', '2026-11-21 09:56:00'],
  ['date', '2026-11-21', '2026-11-20'],
])(
  'a %s that is to come waits, and without an overlap given what commits late is read',
  async (type, time, before) => {
    await execute(url, `ALTER TABLE loans ALTER COLUMN t TYPE ${type}`);
    const source = settings({ overlap_seconds: undefined });
    await execute(url, `INSERT INTO loans VALUES (50, '${idsOf(11, 12)[0]}', '1', NULL, '9999-12-31')`);
    await insert(0, 2, time);
    expect(await poll(source)).toMatchObject({ rows: 2, accepted: 2 });
    await insert(2, 3, before);
    expect(await poll(source)).toMatchObject({ rows: 1, accepted: 1 });
    expect(await poll(source)).toMatchObject({ rows: 0, skipped: ['rows that were taken before: 3'] });
    expect(await takenIds(store)).toEqual(idsOf(0, 3).sort());
  },
);

test('watermarks may be numbers, which are not compared as texts', async () => {
  const source = settings({ watermark: 'number' });
  await insert(8, 12, '2026-11-21T10:00:00Z');
  expect(await poll(source)).toMatchObject({ accepted: 4 });
  await execute(url, `INSERT INTO loans VALUES (100, '${predictions[0]!.id}', '1', NULL, NULL)`);
  expect(await poll(source)).toMatchObject({ accepted: 1, skipped: ['rows that were taken before: 1'] });
  await expect(poll(settings({ watermark: 'number', overlap_seconds: 5 }))).rejects.toThrow(
    'overlap_seconds: expected a watermark that is a time, got number of type integer',
  );
});

test('a row before its prediction is visible is read again, and those after it are not doubled', async () => {
  const soon = 'm.2026112112.0003.k3v9x2ab7q.0.17';
  await insert(0, 2, '2026-11-21T10:00:00Z');
  await execute(url, `INSERT INTO loans VALUES (60, '${soon}', '1', NULL, '2026-11-21T10:30:00Z')`);
  await insert(2, 6, '2026-11-21T11:00:00Z');
  expect(await poll()).toMatchObject({ rows: 7, accepted: 6, deferred: 1, rejected: {} });
  expect(await poll()).toMatchObject({ rows: 1, accepted: 0, deferred: 1 });
  expect(await takenIds(store)).toEqual(idsOf(0, 6).sort());
  clock.time += 3 * 3600_000;
  expect(await poll()).toMatchObject({ rows: 1, rejected: { unknown_prediction: 1 } });
  clock.time -= 3 * 3600_000;
});

test('a row about an entity that nobody predicted is waited for two hours, and then counted and passed over', async () => {
  const mapping = { entity_id: 'id', outcome: 'o' };
  const source = settings({}, { model: 'm', mapping });
  await execute(url, `INSERT INTO loans VALUES (1, 'nobody', '1', NULL, '2026-11-20T10:00:00Z')`);
  const waits = { rows: 1, deferred: 1, rejected: {} };
  expect(await poll(source)).toMatchObject(waits);
  clock.time += 3600_000;
  expect(await poll(source)).toMatchObject(waits);
  clock.time += 3600_000;
  expect(await poll(source)).toMatchObject({ deferred: 0, rejected: { unknown_prediction: 1 } });
  expect(await poll(source)).toMatchObject({ rows: 0, skipped: ['rows that were taken before: 1'] });
  expect(store.json(pollKey('loans'))).toMatchObject({
    position: { watermark: '2026-11-20 10:00:00+00' },
    waiting: [],
  });
  clock.time -= 2 * 3600_000;
});

test('under the name of another kind, or by another watermark, a source begins at its beginning', async () => {
  await insert(0, 3, '2026-11-21T10:00:00Z');
  const other = { of: 'http', sequence: 3, position: { scan: 1, next: null, pages: {} } };
  await store.put(
    pollKey('loans'),
    JSON.stringify({ nonce: '', id: 'i', plans: [], seen: [], waiting: [], ...other }),
  );
  expect(await poll()).toMatchObject({ accepted: 3 });
  await insert(3, 4, '2026-11-20T10:00:00Z');
  expect(await poll(settings({ watermark: 'number' }))).toMatchObject({ accepted: 4 });
});

test('a run that has no time left ends after a batch, and the next goes on there', async () => {
  await insert(0, 6, '2026-11-21T10:00:00Z');
  const report = await poll(settings(), { remainingMs: () => 0 });
  expect(report).toMatchObject({
    accepted: 2,
    skipped: ['the rest, for lack of time: the next run goes on there'],
  });
  expect(await poll()).toMatchObject({ accepted: 4 });
});

test('two polls at once take each row once', async () => {
  await insert(0, 12, '2026-11-21T10:00:00Z');
  const polls = await Promise.allSettled([poll(), poll(), poll()]);
  expect(polls.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
  await poll();
  expect(await takenIds(store)).toEqual(idsOf(0, 12).sort());
});

test('killed between any two operations on the store, nothing is lost or doubled', async () => {
  await insert(0, 3, '2026-11-21T10:00:00Z');
  await execute(url, `INSERT INTO loans VALUES (50, '${GONE}', '1', NULL, '2026-11-21T10:00:00Z')`);
  const newStore = () => {
    store = storeWithPredictions();
    return store;
  };
  const deaths = await killEverywhere(
    newStore,
    () => poll(),
    async (deaths) => {
      const { rejected } = await readOutcomes(store);
      expect({ deaths, ids: await takenIds(store), rejected }).toEqual({
        deaths,
        ids: idsOf(0, 3).sort(),
        rejected: { 'm loans unknown_prediction': 1 },
      });
    },
  );
  expect(deaths).toBeGreaterThan(15);
});

test('what is wrong is said, without the password', async () => {
  await expect(poll(settings({ query: 'SELECT * FROM nothing' }))).rejects.toThrow(
    'PostgreSQL, loans: relation "nothing" does not exist',
  );
  await expect(poll(settings({ key: 'nothing' }))).rejects.toThrow(/column q\.nothing does not exist/);
  const wrong = Object.assign(new URL(url), { port: '1', password: 'secret' }).href;
  await expect(poll(settings({ url: { file: wrong } }))).rejects.toThrow(
    /^(?!.*secret)PostgreSQL, loans: .*REFUSED/,
  );
});
