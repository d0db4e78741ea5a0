import type { ServerResponse } from 'node:http';
import type { PredictionRecord } from '../../lib/log/record.ts';
import { RecentWindow } from '../../lib/outcomes/recent-window.ts';
import type { HttpSource } from '../../lib/outcomes/source.ts';
import { emptyReport, type SourceReport } from '../../lib/outcomes/source-report.ts';
import { digestWith } from '../../lib/poll/digest.ts';
import { FIRST_SCAN, pollHttp } from '../../lib/poll/http.ts';
import { PollLedger } from '../../lib/poll/ledger.ts';
import { emptyNotes, noteTexts } from '../../lib/poll/notes.ts';
import { takeHttp } from '../../lib/poll/poll.ts';
import { killEverywhere } from '../support/killed-polls.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { type Misbehaviour, OutcomeEndpoint } from '../support/outcome-endpoint.ts';
import { Clock, readOutcomes, sourceOf, writePredictions } from '../support/outcome-log.ts';
import { pollContext, takenIds } from '../support/poll-context.ts';

let endpoint: OutcomeEndpoint;
let store: MemoryStore;
let clock: Clock;
let began: number;
let written: MemoryStore;
let predictions: PredictionRecord[];
let slept: number[];

beforeAll(async () => {
  written = new MemoryStore();
  clock = new Clock();
  predictions = await writePredictions(
    written,
    Array.from({ length: 8 }, (_, i) => ({ label: i % 2 })),
    clock,
  );
  began = clock.time;
});

beforeEach(async () => {
  clock.time = began;
  store = storeWithPredictions();
  slept = [];
  endpoint = new OutcomeEndpoint();
  await endpoint.start();
  endpoint.pages = [rows(0, 2), rows(2, 4), rows(4, 5)];
});

afterEach(() => endpoint.stop());

function storeWithPredictions(): MemoryStore {
  const copy = new MemoryStore();
  for (const [key, body] of written.objects) copy.objects.set(key, body);
  return copy;
}

const rows = (from: number, to: number): Record<string, unknown>[] =>
  predictions.slice(from, to).map(({ id }) => ({ id, o: 1 }));
const ids = (from: number, to: number): string[] =>
  predictions
    .slice(from, to)
    .map(({ id }) => id)
    .sort();

const settings = (change: Record<string, unknown> = {}): HttpSource =>
  sourceOf({
    name: 'bureau',
    kind: 'http',
    http: {
      url: endpoint.url,
      rows: 'data.rows',
      paging: { by: 'link' },
      headers: { authorization: { file: 'Bearer secret' } },
      ...change,
    },
  }) as HttpSource;

/** A poll whose waiting is only noted; `patienceMs`: how long it may take by the clock of the test. */
async function poll(source = settings(), patienceMs = 60_000): Promise<SourceReport> {
  const context = pollContext(store, clock);
  const [report, notes] = [emptyReport(source.name), emptyNotes()];
  const dependencies = { ...context, window: new RecentWindow(), report, notes };
  const ledger = await PollLedger.open(dependencies, source, FIRST_SCAN);
  await pollHttp(ledger, source, notes, {
    digest: digestWith('key'),
    headers: {},
    now: clock.now,
    until: clock.time + patienceMs,
    random: () => 0.5,
    sleep: async (ms) => {
      slept.push(ms);
    },
  });
  report.skipped.push(...noteTexts(notes));
  return report;
}

test.each([
  ['Link', { by: 'link' }],
  ['an address in the body', { by: 'next', path: 'next' }],
  ['a cursor', { by: 'cursor', path: 'cursor', parameter: 'cursor' }],
  ['a number', { by: 'number', parameter: 'page' }],
])('pages follow each other by %s, and what has not changed is not sent again', async (_, paging) => {
  const source = settings({ paging });
  const report = await takeHttp(pollContext(store, clock), source);
  expect(report).toMatchObject({ rows: 5, accepted: 5, skipped: [] });
  expect(endpoint.requests[0]!.headers.authorization).toBe('Bearer secret');
  // Only a page in the middle changes, and rows move on to the next.
  endpoint.pages = [rows(0, 2), rows(5, 7), [...rows(2, 5), ...rows(7, 8)]];
  expect(await takeHttp(pollContext(store, clock), source)).toMatchObject({
    rows: 3,
    accepted: 3,
    skipped: expect.arrayContaining(['rows that were taken before: 3']),
  });
  const again = await takeHttp(pollContext(store, clock), source);
  expect(again).toMatchObject({ rows: 0 });
  // The header of a last page may say that there is another, and the page be the same.
  expect(again.skipped).toEqual(
    paging.by === 'link'
      ? ['rows that were taken before: 4', 'pages that have not changed: 2']
      : [`pages that have not changed: ${paging.by === 'number' ? 4 : 3}`],
  );
  expect(await takenIds(store)).toEqual(ids(0, 8));
});

describe('an endpoint that misbehaves for a while', () => {
  test.each<[string, Misbehaviour, timeoutSeconds?: number]>([
    ['500', (response) => response.writeHead(500).end('no')],
    ['503', (response) => response.writeHead(503).end()],
    ['malformed JSON', (response) => response.writeHead(200).end('{"data": {"rows": [}')],
    ['truncated JSON', (response) => response.writeHead(200).end('{"data": {"rows": [{"id": "m.2')],
    [
      'a body that breaks off',
      (response) => {
        response.writeHead(200, { 'content-length': '1000' }).write('{"data":');
        setTimeout(() => response.destroy(), 20);
      },
    ],
    ['a connection that is closed', (response) => response.destroy()],
    ['nothing at all', () => undefined, 1],
  ])('%s: is asked again, and nothing is lost or doubled', async (_, misbehaviour, timeout_seconds = 60) => {
    endpoint.misbehave.push(undefined, misbehaviour, misbehaviour);
    const report = await poll(settings({ timeout_seconds }));
    expect(report).toMatchObject({ accepted: 5, skipped: ['attempts that failed and were made again: 2'] });
    expect(slept).toEqual([250, 500]);
    expect(await takenIds(store)).toEqual(ids(0, 5));
  });

  test('a byte order mark before the JSON is no part of it', async () => {
    const page = JSON.stringify({ data: { rows: rows(0, 2) } });
    endpoint.misbehave.push((response) => response.writeHead(200).end(`\ufeff${page}`));
    expect(await poll()).toMatchObject({ accepted: 2, skipped: [] });
  });

  test('Retry-After is honoured, in seconds and as a date', async () => {
    const date = new Date(Math.ceil(clock.time / 1000) * 1000 + 9_000).toUTCString();
    endpoint.misbehave.push(
      (response) => response.writeHead(429, { 'retry-after': '7' }).end(),
      (response) => response.writeHead(503, { 'retry-after': date }).end(),
    );
    expect(await poll()).toMatchObject({ accepted: 5 });
    expect(slept[0]).toBe(7_000);
    expect(slept[1]).toBeGreaterThan(8_000);
    expect(slept[1]).toBeLessThan(10_001);
  });

  test('what it asks to wait for longer than there is time is left for the next run, which goes on there', async () => {
    endpoint.misbehave.push(undefined, (response) =>
      response.writeHead(429, { 'retry-after': '3600' }).end(),
    );
    await expect(poll()).rejects.toThrow(
      /^GET http:\/\/127.0.0.1:\d+\/rows: expected status 200, got 429; no time to wait for 3600 s, as Retry-After: 3600 asks for$/,
    );
    expect(await takenIds(store)).toEqual(ids(0, 2));
    endpoint.requests.length = 0;
    clock.time += 3_599_000;
    await expect(poll()).rejects.toThrow(/rows: not asked again before 20\S+Z, as Retry-After asked for$/);
    expect(endpoint.requests).toEqual([]);
    clock.time += 1_000;
    expect(await poll()).toMatchObject({ accepted: 3, skipped: [] });
    expect(endpoint.requests.map(({ url }) => url)).toEqual(['/rows?page=2', '/rows?page=3']);
    expect(await takenIds(store)).toEqual(ids(0, 5));
  });
});

test('an endpoint that keeps failing is an error after five attempts', async () => {
  endpoint.misbehave.push(
    ...Array.from({ length: 5 }, () => (response: ServerResponse) => response.writeHead(500).end()),
  );
  await expect(poll()).rejects.toThrow(/expected status 200, got 500; 5 attempts$/);
  expect(endpoint.requests).toHaveLength(5);
});

test.each<[string, Record<string, unknown>, RegExp]>([
  ['a page that is too large', { max_bytes: 50 }, /expected a page of at most 50 bytes, got more/],
  ['rows that are elsewhere', { rows: 'items' }, /expected an array of rows at "items", got undefined/],
])('%s is an error, at once', async (_, change, message) => {
  await expect(poll(settings(change))).rejects.toThrow(message);
  expect(endpoint.requests).toHaveLength(1);
  expect(await takenIds(store)).toEqual([]);
});

test('a refusal, a redirect, a page of another origin and pages in a circle are errors', async () => {
  endpoint.misbehave.push((response) => response.writeHead(401).end());
  await expect(poll()).rejects.toThrow(/expected status 200, got 401$/);
  endpoint.misbehave.push((response) =>
    response.writeHead(302, { location: 'http://elsewhere.example/' }).end(),
  );
  await expect(poll()).rejects.toThrow(/expected status 200, got 302$/);
  endpoint.link = () => 'http://elsewhere.example/rows';
  await expect(poll()).rejects.toThrow(
    /expected an address at http:\/\/127.0.0.1:\d+, got http:\/\/elsewhere/,
  );
  endpoint.link = () => '/rows?page=2';
  await expect(poll()).rejects.toThrow('next page: expected one that was not read yet');
  expect(await takenIds(store)).toEqual(ids(0, 4));
});

test('an endpoint that moves in the middle of a scan is read from its beginning, and neither asked where it was nor waited for', async () => {
  endpoint.misbehave.push(undefined, (response) => response.writeHead(429, { 'retry-after': '3600' }).end());
  await expect(poll()).rejects.toThrow('429');
  expect(await takenIds(store)).toEqual(ids(0, 2));
  const before = endpoint;
  endpoint = new OutcomeEndpoint();
  await endpoint.start();
  endpoint.pages = before.pages;
  await before.stop();
  expect(await poll()).toMatchObject({ accepted: 3 });
  expect(before.requests).toHaveLength(2);
});

test('where there always is a cursor, pages end with one that is empty and leads to itself', async () => {
  endpoint.isCursorEndless = true;
  const source = settings({ paging: { by: 'cursor', path: 'cursor', parameter: 'cursor' } });
  expect(await poll(source)).toMatchObject({ accepted: 5 });
  endpoint.pages.push(rows(5, 7));
  expect(await poll(source)).toMatchObject({ accepted: 2 });
});

test.each<[string, Misbehaviour]>([
  ['no content', (response) => response.writeHead(204).end()],
  ['null instead of rows', (response) => response.writeHead(200).end('{"data": {"rows": null}}')],
  ['null', (response) => response.writeHead(200).end('null')],
])('%s is a page without rows', async (_, misbehaviour) => {
  endpoint.misbehave.push(misbehaviour);
  expect(await poll()).toMatchObject({ rows: 0, skipped: [] });
  expect(await poll()).toMatchObject({ accepted: 5 });
});

test('where there is no ETag, pages are asked for with when they changed, unless they may change again in that second', async () => {
  const source = settings({ paging: { by: 'next', path: 'next' } });
  endpoint.modified = Date.now() - 3600_000;
  expect(await poll(source)).toMatchObject({ accepted: 5 });
  expect(await poll(source)).toMatchObject({ rows: 0, skipped: ['pages that have not changed: 3'] });
  endpoint.pages[2]!.push(...rows(5, 6));
  endpoint.modified = Date.now();
  expect(await poll(source)).toMatchObject({ accepted: 1 });
  endpoint.pages[2]!.push(...rows(6, 7));
  expect(await poll(source)).toMatchObject({ accepted: 1 });
});

test('a page that comes behind one that has not changed is read, where a header leads to it', async () => {
  endpoint.isNextInBody = false;
  expect(await poll()).toMatchObject({ accepted: 5 });
  endpoint.pages.push(rows(5, 7));
  expect(await poll()).toMatchObject({ accepted: 2 });
  expect(await takenIds(store)).toEqual(ids(0, 7));
});

test('the header of a page that has not changed may lead elsewhere', async () => {
  endpoint.isNextInBody = false;
  expect(await poll()).toMatchObject({ accepted: 5 });
  endpoint.link = (next) => `/rows?page=${next}&token=new`;
  endpoint.requests.length = 0;
  await poll();
  const again = ['/rows', '/rows?page=2&token=new', '/rows?page=3&token=new'];
  expect(endpoint.requests.map(({ url }) => url)).toEqual(again);
});

test('where a page that has not changed no longer leads anywhere, the next run asks for it anew', async () => {
  endpoint.isNextInBody = false;
  endpoint.isLinkInUnchanged = false;
  expect(await poll()).toMatchObject({ accepted: 5 });
  endpoint.link = (next) => `/rows?page=${next}&token=new`;
  endpoint.pages[1]!.push(...rows(5, 6));
  endpoint.misbehave.push(undefined, (response) => response.writeHead(404).end());
  await expect(poll()).rejects.toThrow('404');
  expect(await poll()).toMatchObject({ accepted: 1 });
  expect(endpoint.requests.map(({ url }) => url).slice(-3)).toEqual([
    '/rows',
    '/rows?page=2&token=new',
    '/rows?page=3&token=new',
  ]);
});

test('rows of a page that has not changed for longer than rows are known are not taken again when it does', async () => {
  const source = settings({ paging: { by: 'next', path: 'next' } });
  expect(await poll(source)).toMatchObject({ accepted: 5 });
  for (let polls = 0; polls < 2; polls++) {
    clock.time += 20 * 86_400_000;
    expect(await poll(source)).toMatchObject({ rows: 0, skipped: ['pages that have not changed: 3'] });
  }
  endpoint.pages[0]!.push(...rows(5, 6));
  expect(await poll(source)).toMatchObject({
    accepted: 1,
    skipped: ['rows that were taken before: 2', 'pages that have not changed: 2'],
  });
});

test('where a scan should go on there may be nothing any more: the next one begins again', async () => {
  endpoint.misbehave.push(undefined, (response) => response.writeHead(429, { 'retry-after': '3600' }).end());
  await expect(poll()).rejects.toThrow('429');
  clock.time += 3_600_000;
  endpoint.misbehave.push((response) => response.writeHead(410).end());
  await expect(poll()).rejects.toThrow('410');
  expect(await poll()).toMatchObject({ accepted: 3, skipped: ['rows that were taken before: 2'] });
  expect(await takenIds(store)).toEqual(ids(0, 5));
});

test('parameters that are secrets are asked with, and kept nowhere', async () => {
  endpoint.link = (next) => `/rows?page=${next}&api_key=p4ss&x=1`;
  const source = settings({ parameters: { api_key: { env: 'p4ss' } } });
  expect(await takeHttp(pollContext(store, clock), source)).toMatchObject({ accepted: 5 });
  expect(endpoint.requests.map(({ url }) => url)).toEqual([
    '/rows?api_key=p4ss',
    '/rows?page=2&x=1&api_key=p4ss',
    '/rows?page=3&x=1&api_key=p4ss',
  ]);
  for (const body of store.objects.values()) expect(Buffer.from(body).toString()).not.toContain('p4ss');
  endpoint.misbehave.push((response) => response.writeHead(401).end());
  await expect(takeHttp(pollContext(store, clock), source)).rejects.not.toThrow('p4ss');
});

describe('numbered pages end', () => {
  const source = () => settings({ paging: { by: 'number', parameter: 'page' } });
  const read = () => endpoint.requests.splice(0).map(({ url }) => Number(url.at(-1)));

  test('where the next one is not found', async () => {
    const notFound = () =>
      endpoint.misbehave.push(undefined, undefined, undefined, (response) =>
        response.writeHead(404).end('{}'),
      );
    notFound();
    expect(await poll(source())).toMatchObject({ accepted: 5 });
    endpoint.pages = [rows(0, 2), rows(2, 4), rows(4, 6)];
    notFound();
    expect(await poll(source())).toMatchObject({ accepted: 1 });
    expect(read()).toEqual([1, 2, 3, 4, 1, 2, 3, 4]);
    endpoint.misbehave.push((response) => response.writeHead(404).end('{}'));
    await expect(poll(source())).rejects.toThrow('expected status 200, got 404');
  });

  test('where the last one comes again, also for a run that has time for one page only', async () => {
    endpoint.pages = [...endpoint.pages, ...Array.from({ length: 5 }, () => rows(4, 5))];
    expect(await poll(source())).toMatchObject({ accepted: 5 });
    expect(read()).toEqual([1, 2, 3, 4]);
    // Now each page has one row more, and the last has another.
    endpoint.pages = [rows(5, 7), rows(0, 2), rows(2, 4), ...Array.from({ length: 5 }, () => rows(4, 5))];
    for (let run = 0; run < 6; run++) await poll(source(), 0);
    expect(read()).toEqual([1, 2, 3, 4, 5, 1]);
    expect(await takenIds(store)).toEqual(ids(0, 7));
  });
});

test('an outcome that is corrected and corrected back ends as it was', async () => {
  const [row] = rows(0, 1) as [Record<string, unknown>];
  for (const o of [1, 1, 0, 0, 1, 1]) {
    endpoint.pages = [[{ ...row, o }], rows(1, 3)];
    await poll();
  }
  const { outcomes } = await readOutcomes(store);
  const said = outcomes.filter((one) => one.prediction_id === row.id).map(({ actual }) => actual);
  expect(said).toEqual([1, 0, 1]);
  expect(outcomes).toHaveLength(5);
});

test('what is listed beside its correction is not news, and neither is what was not listed for a while', async () => {
  const [row] = rows(0, 1) as [Record<string, unknown>];
  const history = [
    { ...row, o: 0 },
    { ...row, o: 1 },
  ];
  endpoint.pages = [history.slice(1), rows(1, 3)];
  await poll();
  for (const pages of [
    [history, rows(1, 3)],
    [history],
    [history.slice(0, 1), rows(1, 3), history.slice(1)],
  ]) {
    endpoint.pages = pages;
    await poll();
  }
  const { outcomes } = await readOutcomes(store);
  expect(outcomes.map(({ prediction_id, actual }) => [prediction_id, actual])).toEqual([
    [row.id, 1],
    ...rows(1, 3).map(({ id }) => [id, 1]),
    [row.id, 0],
  ]);
});

test('bad rows are counted once; a row before its prediction is visible is asked for again', async () => {
  const soon = 'm.2026112112.0003.k3v9x2ab7q.0.17';
  endpoint.pages = [[...rows(0, 1), { id: 'x', o: 1 }, 'row' as never, { id: soon, o: 1 }, ...rows(0, 1)]];
  const source = settings();
  expect(await poll(source)).toMatchObject({
    rows: 4,
    accepted: 1,
    rejected: { invalid_id: 1, invalid_row: 1 },
    deferred: 1,
    skipped: ['rows that were taken before: 1'],
  });
  expect(await poll(source)).toMatchObject({ rows: 1, deferred: 1, rejected: {} });
  expect((await readOutcomes(store)).rejected).toEqual({
    'unknown bureau invalid_id': 1,
    'unknown bureau invalid_row': 1,
  });
});

test('two polls at once take each row once', async () => {
  await Promise.all([1, 2, 3].map(() => takeHttp(pollContext(store, clock), settings())));
  await takeHttp(pollContext(store, clock), settings());
  expect(await takenIds(store)).toEqual(ids(0, 5));
});

test('killed between any two operations on the store, nothing is lost or doubled', async () => {
  const newStore = () => {
    store = storeWithPredictions();
    return store;
  };
  const deaths = await killEverywhere(
    newStore,
    () => poll(),
    async (deaths) => {
      expect({ deaths, taken: await takenIds(store) }).toEqual({ deaths, taken: ids(0, 5) });
    },
  );
  expect(deaths).toBeGreaterThan(20);
});
