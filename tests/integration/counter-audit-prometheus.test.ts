import { setTimeout as sleep } from 'node:timers/promises';
import { readEnvironment } from '../../infra/local/environment.ts';
import { scraping } from '../../infra/local/increases.ts';
import { type Services, startServices } from '../../infra/local/services.ts';
import { type DayListing, listDay } from '../../lib/archive/segments.ts';
import type { RejectedOutcomeRecord } from '../../lib/log/record.ts';
import { decodeHeader, encodeSegment, recordLines } from '../../lib/log/segment.ts';
import { emptyTotals } from '../../lib/log/totals.ts';
import { Prometheus } from '../../lib/metrics/prometheus.ts';
import { Pushgateway } from '../../lib/metrics/pushgateway.ts';
import { dateOf } from '../../lib/nightly/dates.ts';
import { auditDay } from '../support/audited-day.ts';
import { APPLICATION, post, send } from '../support/handler-event.ts';
import {
  openFeedbackHandler,
  openPredictHandler,
  temporaryDirectory,
  testRuntime,
} from '../support/handler-runtime.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { scraped } from '../support/scrapes.ts';

const SCRAPE_MS = 1_000;

let services: Services<'pushgateway' | 'prometheus'>;
let prometheus: Prometheus;
let gateway: Pushgateway;

beforeAll(async () => {
  services = await startServices({
    names: ['pushgateway', 'prometheus'],
    root: process.cwd(),
    directory: await temporaryDirectory(),
    environment: { ...readEnvironment(), addresses: {} },
    log: () => undefined,
    ports: 'free',
    scrapeInterval: '1s',
  });
  await scraping(services.prometheus.url);
  prometheus = new Prometheus({ url: `${services.prometheus.url}/`, scrapeIntervalMs: SCRAPE_MS });
  gateway = new Pushgateway({ url: services.pushgateway.url, timeoutMs: 5_000 });
});
afterAll(() => services?.stop());

describe('requests and outcomes of a day that ends now', () => {
  const directory = temporaryDirectory();
  let start: number;
  let end: number;

  const open = async () => {
    const runtime = await testRuntime({
      directory: await directory,
      gateway: services.pushgateway.url,
      pushTimeoutMs: 5_000,
      scrapeIntervalMs: SCRAPE_MS,
    });
    const [predict, feedback] = await Promise.all([
      openPredictHandler(runtime),
      openFeedbackHandler(runtime),
    ]);
    return { predict, feedback, store: runtime.store };
  };
  let environments: Awaited<ReturnType<typeof open>>[];

  /** Enough rows for several segments. */
  async function traffic(): Promise<void> {
    for (const [i, { predict, feedback }] of environments.entries()) {
      const instances = Array.from({ length: 160 + i }, () => APPLICATION);
      const { body } = await send(predict, post({ instances }));
      await send(predict, post({ ...APPLICATION, age: 7 }));
      for (const { prediction_id, label } of body.predictions.slice(0, 4)) {
        await send(feedback, post({ prediction_id, actual_outcome: label }));
        await send(feedback, post({ prediction_id: 'none', actual_outcome: label }));
      }
    }
  }

  /** The log of today, and of yesterday should midnight be near. */
  async function listing(): Promise<DayListing> {
    const { store } = environments[0]!;
    const days = await Promise.all(
      [...new Set([dateOf(start), dateOf(end)])].map((date) => listDay(store, date)),
    );
    return {
      predict: days.flatMap(({ predict }) => predict),
      feedback: days.flatMap(({ feedback }) => feedback),
      outcomes: [],
    };
  }

  const audit = async (window = { start, end }) => {
    const { store } = environments[0]!;
    const found = await auditDay(store, dateOf(end), { listing: await listing(), window, prometheus });
    await store.delete(`totals/predict/dt=${dateOf(end)}.json`);
    return found;
  };

  beforeAll(async () => {
    environments = [await open(), await open()];
    // Zeros are on record after two scrapes and a second.
    await sleep(3 * SCRAPE_MS + 300);
    start = Date.now();
    await scraped(services.prometheus.url);
    await traffic();
    await traffic();
    await scraped(services.prometheus.url);
    await services.pushgateway.restart();
    await traffic();
    await traffic();
    await scraped(services.prometheus.url);
    // Within a scrape of the end.
    await send(environments[0]!.predict, post(APPLICATION));
    end = Date.now();
    await scraped(services.prometheus.url);
  });

  test('the log, the slots and Prometheus agree, although the gateway started again', async () => {
    const { audits, logged } = await audit();
    expect(logged).toEqual([]);
    expect(audits.map(({ series: _, ...of }) => of)).toEqual(
      ['predict', 'feedback'].map((name) => ({
        function: name,
        slots: 2,
        difference: { slots: 0, prometheus: 0 },
        prometheus: 'compared',
        differing: 0,
        differences: [],
      })),
    );
    // Every series that there is a zero of, in both functions.
    for (const { series } of audits) expect(series).toBeGreaterThan(20);
  });

  test('where it cannot be compared to Prometheus, the slots are', async () => {
    const year = 366 * 86_400_000;
    const expected = { difference: { slots: 0, prometheus: null }, differing: 0 };
    const longAgo = await audit({ start: start - year, end: end - year });
    expect(longAgo.audits).toMatchObject(Array(2).fill({ ...expected, prometheus: 'not_observed' }));
    const notYet = await audit({ start, end: Date.now() + 60_000 });
    expect(notYet.audits).toMatchObject(Array(2).fill({ ...expected, prometheus: 'not_observed' }));

    const nobody = new Prometheus({ url: 'http://127.0.0.1:1', scrapeIntervalMs: SCRAPE_MS });
    const { store } = environments[0]!;
    const failed = await auditDay(store, dateOf(end), {
      listing: await listing(),
      window: { start, end },
      prometheus: nobody,
    });
    expect(failed.audits).toMatchObject(Array(2).fill({ ...expected, prometheus: 'failed' }));
    expect(failed.logged).toMatchObject(
      ['predict', 'feedback'].map((name) => ({
        level: 'error',
        message: 'counter audit failed',
        data: { function: name },
      })),
    );
    await store.delete(`totals/predict/dt=${dateOf(end)}.json`);
  });

  test('what disagrees is told from what does not', async () => {
    const { store } = environments[0]!;
    const bySlot = Map.groupBy((await listing()).predict, ({ key }) => key.split('/').at(-1)!.slice(0, 4));
    const segments = [...bySlot.values()][0]!.map(({ key }) => key);
    const texts = new Map<string, string>();
    for (const key of segments) texts.set(key, Buffer.from((await store.get(key))!.body).toString());
    const rowsOf = (key: string) =>
      recordLines(texts.get(key)!).filter((line) => line.includes('"type":"prediction"')).length;
    const last = segments.toSorted((a, b) => headerOf(b).seq - headerOf(a).seq)[0]!;
    const middle = segments.find((key) => headerOf(key).seq === 1 && key !== last)!;
    function headerOf(key: string) {
      return decodeHeader(texts.get(key)!, key);
    }

    // The totals are wrong: the log and Prometheus agree.
    const header = headerOf(last);
    header.totals.counters.model_success_total!['loan-approval']! += 3;
    await store.put(last, encodeSegment(header, recordLines(texts.get(last)!)));
    const tampered = (await audit()).audits[0]!;
    expect(tampered).toMatchObject({ difference: { slots: 3, prometheus: 0 }, differing: 1 });
    const [{ log, slots, prometheus: seen }] = tampered.differences as [(typeof tampered.differences)[0]];
    expect(slots).toBe(log + 3);
    expect(seen![0]).toBeLessThanOrEqual(log);
    expect(seen![1]).toBe(log);
    await store.put(last, texts.get(last)!);

    // A segment is lost: the totals and Prometheus agree.
    await store.delete(middle);
    const lost = (await audit()).audits[0]!;
    const predictions = lost.differences.find(({ series }) =>
      series.startsWith('model_prediction_values_count'),
    )!;
    expect(predictions.slots).toBe(predictions.log + rowsOf(middle));
    expect(predictions.prometheus![1]).toBe(predictions.slots);
    expect(lost.difference.slots).toBe(rowsOf(middle));
    expect(lost.difference.prometheus).toBeGreaterThan(0);
    await store.put(middle, texts.get(middle)!);
    expect((await audit()).audits[0]).toMatchObject({ differing: 0 });

    // Prometheus saw something else, and a counter that went down: the log and the totals agree.
    for (const value of [0, 5, 2, 6]) {
      const text = `# TYPE model_requests_total counter\nmodel_requests_total{model="ghost"} ${value}\n`;
      await gateway.put({ job: 'predict', slot: '9001' }, text);
      await scraped(services.prometheus.url);
    }
    const window = { start, end: Date.now() };
    await scraped(services.prometheus.url);
    const { audits, logged } = await audit(window);
    const difference = {
      series: 'model_requests_total{model="ghost"}',
      log: 0,
      slots: 0,
      prometheus: [9, 9],
    };
    expect(audits).toMatchObject([
      { difference: { slots: 0, prometheus: 9 }, differing: 1, differences: [difference] },
      { differing: 0 },
    ]);
    expect(logged).toMatchObject([{ level: 'error', message: 'counters do not add up' }]);
  });
});

test('what is published after a midnight belongs to the day before, also after a gap; what never was is missing', async () => {
  const slot = '0007';
  const push = async (atEnd: number, atStart: number, gone: number) => {
    const series = (reason: string, value: number) =>
      `outcomes_rejected_total{model="m",source="api",reason="${reason}"} ${value}\n`;
    const text = `# TYPE outcomes_rejected_total counter\n${series('late_at_end', atEnd)}${series('late_at_start', atStart)}${series('gone_at_start', gone)}`;
    await gateway.put({ job: 'feedback', slot }, text);
    await scraped(services.prometheus.url);
  };
  await push(3, 3, 3);
  await gateway.delete({ job: 'feedback', slot });
  await scraped(services.prometheus.url);
  const start = Date.now();
  await sleep(1.5 * SCRAPE_MS);
  await push(3, 5, 4);
  await push(12, 12, 4);
  const end = Date.now();
  await sleep(1.5 * SCRAPE_MS);
  await push(14, 12, 4);

  const audit = async (atEnd: number) => {
    const store = new MemoryStore();
    const record = (reason: string): RejectedOutcomeRecord => ({
      type: 'rejected_outcome',
      time: new Date(start).toISOString(),
      model: 'm',
      source: 'api',
      reason,
    });
    const records = [
      ...Array.from({ length: atEnd - 3 }, () => record('late_at_end')),
      ...Array.from({ length: 7 }, () => record('late_at_start')),
      record('gone_at_start'),
    ];
    const totals = emptyTotals();
    totals.counters.outcomes_rejected_total = {
      'm,api,late_at_end': atEnd,
      'm,api,late_at_start': 12,
      'm,api,gone_at_start': 4,
    };
    const header = {
      driftgate: 1,
      function: 'feedback',
      slot,
      writer: 'w',
      seq: 0,
      nonce: 'n',
      totals,
    } as const;
    await store.put(
      `log/feedback/dt=${dateOf(end)}/hour=07/${slot}-w-0.ndjson`,
      encodeSegment(
        header,
        records.map((of) => JSON.stringify(of)),
      ),
    );
    return auditDay(store, dateOf(end), { window: { start, end }, prometheus });
  };
  const ownSeries = ({ series }: { series: string }) => series.includes('_at_');
  const [complete] = (await audit(14)).audits;
  expect(complete!.differences.filter(ownSeries)).toEqual([]);
  const [short] = (await audit(15)).audits;
  expect(short!.differences.filter(ownSeries)).toEqual([
    {
      series: 'outcomes_rejected_total{model="m",source="api",reason="late_at_end"}',
      log: 12,
      slots: 12,
      prometheus: [9, 11],
    },
  ]);
});
