import { setTimeout as sleep } from 'node:timers/promises';
import { createHandler as createPredict } from '../../functions/predict.ts';
import { sumTotals } from '../../lib/log/totals.ts';
import { FEEDBACK_METRICS, PREDICT_METRICS } from '../../lib/metrics/catalogue-log.ts';
import { Pushgateway } from '../../lib/metrics/pushgateway.ts';
import { feedbackSeeds, predictSeeds } from '../../lib/metrics/seeds.ts';
import { REQUEST_SOURCES } from '../../lib/outcomes/source.ts';
import { openPredict } from '../../lib/runtime/open-predict.ts';
import { FileStore } from '../../lib/store/file.ts';
import { APPLICATION, type HttpHandler, post, send } from '../support/handler-event.ts';
import { FaultyStore } from '../support/handler-faulty-store.ts';
import { groupsOf, scrape, shown, startGateway, sumOf } from '../support/handler-gateway.ts';
import {
  auditedLog,
  openFeedbackHandler,
  openPredictHandler,
  type TestRuntime,
  temporaryDirectory,
  testRuntime,
} from '../support/handler-runtime.ts';
import { httpServer } from '../support/handler-servers.ts';
import { seededRandom } from '../support/random.ts';

const MODEL = 'loan-approval';
/** Zeros are on record after this, and not before what shall come before values. */
const SEEDED_MS = 2_300;
let gateway: Awaited<ReturnType<typeof startGateway>>;
let client: Pushgateway;

beforeAll(async () => {
  gateway = await startGateway();
  client = new Pushgateway({ url: gateway.url, timeoutMs: 20_000 });
});
afterAll(() => gateway?.end());

describe('the handlers', () => {
  /** A scrape interval so short that zeros are soon on record. */
  const open = async (
    directory?: string,
  ): Promise<{ runtime: TestRuntime; predict: HttpHandler; feedback: HttpHandler }> => {
    const runtime = await testRuntime({
      gateway: gateway.url,
      pushTimeoutMs: 5_000,
      scrapeIntervalMs: 500,
      ...(directory !== undefined && { directory }),
    });
    const [predict, feedback] = await Promise.all([
      openPredictHandler(runtime),
      openFeedbackHandler(runtime),
    ]);
    return { runtime, predict, feedback };
  };
  beforeEach(async () => {
    for (const group of groupsOf(await scrape(gateway.url))) await client.delete(group);
    await shown(gateway.url, (samples) => expect(groupsOf(samples)).toEqual([]));
  });

  test('zeros of every series first; values only after Prometheus has had time to scrape them', async () => {
    const { runtime, predict, feedback } = await open();
    const { body } = await send(predict, post(APPLICATION));
    await send(feedback, post({ prediction_id: body.prediction_id, actual_outcome: 1 }));
    await shown(gateway.url, (early) => {
      for (const { metric, labels } of [
        ...predictSeeds(runtime.definitions),
        ...feedbackSeeds(runtime.definitions, REQUEST_SOURCES),
      ]) {
        const wanted = Object.fromEntries(metric.labelNames.map((name, i) => [name, labels[i]!]));
        const name = metric.type === 'histogram' ? `${metric.name}_count` : metric.name;
        expect({ name, wanted, value: sumOf(early, name, wanted) }).toEqual({ name, wanted, value: 0 });
      }
    });
    await sleep(SEEDED_MS);
    await send(predict, post(APPLICATION));
    await shown(gateway.url, (late) => {
      expect(sumOf(late, 'model_requests_total', { model: MODEL })).toBe(2);
      expect(sumOf(late, 'model_prediction_values_count')).toBe(2);
      expect(groupsOf(late).filter(({ slot }) => slot !== undefined)).toEqual([
        { job: 'feedback', slot: '0000' },
        { job: 'predict', slot: '0000' },
      ]);
    });
  });

  test('an environment that ends writes what it owes, and publishes what no push has shown', async () => {
    const directory = await temporaryDirectory();
    const store = new FaultyStore(new FileStore(directory));
    const runtime = await testRuntime({
      store,
      gateway: gateway.url,
      pushTimeoutMs: 5_000,
      scrapeIntervalMs: 500,
    });
    const dependencies = await openPredict(runtime);
    const predict = createPredict(dependencies) as HttpHandler;
    await send(predict, post(APPLICATION));
    await shown(gateway.url, (samples) => expect(sumOf(samples, 'model_requests_total')).toBeDefined());
    await sleep(SEEDED_MS);
    store.fails = (operation, key) => operation === 'put' && key.startsWith('log/');
    expect(await send(predict, post(APPLICATION))).toMatchObject({ status: 503 });
    store.fails = () => false;
    await gateway.restart();
    await dependencies.log.close();
    await shown(gateway.url, (samples) => {
      expect(sumOf(samples, 'model_requests_total', { model: MODEL })).toBe(2);
      const failed = { model: MODEL, reason: 'store_unavailable' };
      expect(sumOf(samples, 'model_errors_total', failed)).toBe(1);
    });
    expect((await auditedLog(store, 'predict')).records).toHaveLength(2);
  });

  test('an environment that ends pushes again what the gateway did not take', async () => {
    let refusals = 0;
    const { url, received } = await httpServer((_, response) =>
      response.writeHead(refusals-- > 0 ? 503 : 200).end(),
    );
    const dependencies = await openPredict(await testRuntime({ gateway: url, pushTimeoutMs: 5_000 }));
    await send(createPredict(dependencies) as HttpHandler, post(APPLICATION));
    await dependencies.log.published();
    received.splice(0);
    refusals = 2;
    await dependencies.log.close();
    const pushes = received.filter(({ method }) => method === 'PUT').map(({ url: path }) => path);
    expect(pushes).toEqual(Array(3).fill('/metrics/job/predict/slot/0000'));
  });

  test('the last value seen of every feature and the version, in a group of the model', async () => {
    const { predict, runtime } = await open();
    const { version } = runtime.models.get(MODEL)!.definition;
    await send(predict, post({ instances: [APPLICATION, { ...APPLICATION, age: 61, income: 0.5 }] }));
    await shown(gateway.url, (samples) => {
      for (const [feature, value] of Object.entries({ ...APPLICATION, age: 61, income: 0.5 })) {
        expect(sumOf(samples, `model_feature_${feature}`, { model: MODEL })).toBe(value);
      }
      expect(sumOf(samples, 'model_info', { model: MODEL, version })).toBe(1);
      expect(groupsOf(samples)).toContainEqual({ job: 'predict', model: MODEL });
    });
  });

  test('the rolling accuracy follows each outcome', async () => {
    const { predict, feedback } = await open();
    const { body } = await send(predict, post({ instances: Array.from({ length: 4 }, () => APPLICATION) }));
    for (const [i, { prediction_id, label }] of body.predictions.entries()) {
      await send(feedback, post({ prediction_id, actual_outcome: i < 3 ? label : 1 - label }));
      const labels = { job: 'feedback', model: MODEL, window: 'last_100' };
      await shown(gateway.url, (samples) => {
        expect(sumOf(samples, 'model_accuracy', labels)).toBe(i < 3 ? 1 : 0.75);
        expect(sumOf(samples, 'model_accuracy_outcomes', labels)).toBe(i + 1);
      });
    }
  });

  test('after a random mix of good and bad requests the client, the log, the slots and the gateway agree', async () => {
    const random = seededRandom(5);
    const first = await open();
    const { runtime } = first;
    const environments = [first, await open(runtime.directory), await open(runtime.directory)];
    await shown(gateway.url, (samples) =>
      expect(groupsOf(samples).filter(({ slot }) => slot !== undefined)).toHaveLength(6),
    );
    await sleep(SEEDED_MS);
    const tally = {
      requests: 0,
      success: 0,
      errors: new Map<string, number>(),
      rows: 0,
      classes: new Map<string, number>(),
    };
    const told = { outcomes: 0, correct: 0, rejected: new Map<string, number>() };
    const ids: { id: string; label: number }[] = [];
    const add = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1);
    const row = () => ({ ...APPLICATION, credit_score: 300 + Math.floor(random() * 551) });
    const bad = [
      () => post('{'),
      () => post({ ...row(), age: 5 }),
      () => post({ ...row(), age: 'x' }, { model: MODEL }),
      () => post(row(), { model: 'nothing' }),
      () => post({ instances: [] }, { model: MODEL }),
      () => post({ x: 1 }),
    ];
    const ask = async () => {
      const { predict } = environments[Math.floor(random() * 3)]!;
      const kind = random();
      const rows = 1 + Math.floor(random() * 5);
      const event =
        kind < 0.3
          ? bad[Math.floor(random() * bad.length)]!()
          : kind < 0.5
            ? post({ instances: Array.from({ length: rows }, row) })
            : post(row());
      const { status, body } = await send(predict, event);
      tally.requests++;
      if (status !== 200) return add(tally.errors, body.type.split(':').at(-1).replaceAll('-', '_'));
      tally.success++;
      for (const { prediction_id, label } of body.predictions ?? [body]) {
        tally.rows++;
        add(tally.classes, String(label));
        ids.push({ id: prediction_id, label });
      }
      return undefined;
    };
    const tell = async () => {
      const { feedback } = environments[Math.floor(random() * 3)]!;
      const { id, label } = ids[Math.floor(random() * ids.length)]!;
      const right = random() < 0.7;
      const event = post({
        prediction_id: random() < 0.2 ? 'x' : id,
        actual_outcome: random() < 0.1 ? 9 : right ? label : 1 - label,
      });
      const { status, body } = await send(feedback, event);
      if (status !== 200) return add(told.rejected, body.type.split(':').at(-1).replaceAll('-', '_'));
      told.outcomes++;
      if (body.correct) told.correct++;
      return undefined;
    };
    for (let round = 0; round < 15; round++) {
      await Promise.all(Array.from({ length: 10 }, ask));
      if (ids.length > 0) await Promise.all(Array.from({ length: 5 }, tell));
    }

    const predictLog = await auditedLog(runtime.store, 'predict');
    const feedbackLog = await auditedLog(runtime.store, 'feedback');
    expect(predictLog.stated.size).toBe(3);
    const totals = sumTotals(predictLog.stated.values());
    const sum = (metric: string) => Object.values(totals.counters[metric] ?? {}).reduce((a, b) => a + b, 0);
    expect(sum('model_requests_total')).toBe(tally.requests);
    expect(sum('model_success_total')).toBe(tally.success);
    expect(sum('model_requests_total')).toBe(sum('model_success_total') + sum('model_errors_total'));
    expect(tally.errors.size).toBeGreaterThan(4);
    expect(predictLog.records.filter(({ type }) => type === 'prediction')).toHaveLength(tally.rows);
    const values = totals.histograms.model_prediction_values!.series[MODEL]!;
    expect(values.counts.reduce((a, b) => a + b, 0)).toBe(tally.rows);
    const scores = predictLog.records.flatMap((record) =>
      record.type === 'prediction' ? [record.score] : [],
    );
    const bounds = PREDICT_METRICS.values.buckets;
    expect(values.counts).toEqual(
      [...bounds, Number.POSITIVE_INFINITY].map(
        (bound, i) => scores.filter((score) => score <= bound && !(score <= (bounds[i - 1] ?? -1))).length,
      ),
    );

    await shown(gateway.url, (samples) => {
      expect(sumOf(samples, 'model_requests_total')).toBe(tally.requests);
      expect(sumOf(samples, 'model_success_total')).toBe(tally.success);
      expect(sumOf(samples, 'model_prediction_latency_seconds_count')).toBe(tally.success);
      expect(sumOf(samples, 'model_prediction_values_count', { job: 'predict' })).toBe(tally.rows);
      for (const [reason, count] of tally.errors)
        expect(sumOf(samples, 'model_errors_total', { reason })).toBe(count);
      for (const [label, count] of tally.classes) {
        expect(sumOf(samples, 'model_predictions_by_class_total', { class: label })).toBe(count);
      }
      expect(sumOf(samples, FEEDBACK_METRICS.outcomes.name)).toBe(told.outcomes);
      expect(sumOf(samples, FEEDBACK_METRICS.correct.name)).toBe(told.correct);
      expect(sumOf(samples, FEEDBACK_METRICS.confusion.name)).toBe(told.outcomes);
      for (const [reason, count] of told.rejected)
        expect(sumOf(samples, FEEDBACK_METRICS.rejected.name, { reason })).toBe(count);
    });
    expect(feedbackLog.records).toHaveLength(
      told.outcomes + [...told.rejected.values()].reduce((a, b) => a + b, 0),
    );
  });
});
