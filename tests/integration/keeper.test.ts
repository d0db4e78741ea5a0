import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createHandler, type KeeperReport } from '../../functions/keeper.ts';
import { slotKey, slotOfKey } from '../../lib/log/keys.ts';
import { textOf } from '../../lib/log/mark.ts';
import { decodeSlot, type SlotObject } from '../../lib/log/slot.ts';
import { FEEDBACK_METRICS, PREDICT_METRICS } from '../../lib/metrics/catalogue-log.ts';
import type { ParsedSample } from '../../lib/metrics/parse-text.ts';
import { Pushgateway } from '../../lib/metrics/pushgateway.ts';
import { createFunctionLog } from '../../lib/runtime/open.ts';
import { openKeeper } from '../../lib/runtime/open-keeper.ts';
import { APPLICATION, type HttpHandler, post, send } from '../support/handler-event.ts';
import { groupsOf, scrape, shown, startGateway, sumOf } from '../support/handler-gateway.ts';
import {
  auditedLog,
  openFeedbackHandler,
  openPredictHandler,
  type TestRuntime,
  testRuntime,
} from '../support/handler-runtime.ts';
import { refusingUrl } from '../support/handler-servers.ts';

const MODEL = 'loan-approval';
const HOUR = 3600_000;
/** A scrape interval so short that zeros are on record after this. */
const SEEDED_MS = 1_300;
const DEFINITIONS = [...Object.values(PREDICT_METRICS), ...Object.values(FEEDBACK_METRICS)];

let gateway: Awaited<ReturnType<typeof startGateway>>;
let client: Pushgateway;
let runtime: TestRuntime;

beforeAll(async () => {
  gateway = await startGateway();
  client = new Pushgateway({ url: gateway.url, timeoutMs: 5_000 });
});
afterAll(() => gateway?.end());
beforeEach(async () => {
  for (const group of groupsOf(await scrape(gateway.url))) await client.delete(group);
  await shown(gateway.url, (samples) => expect(groupsOf(samples)).toEqual([]));
  runtime = await testRuntime({ gateway: gateway.url, pushTimeoutMs: 5_000, scrapeIntervalMs: 50 });
});

const open = async (of: TestRuntime = runtime) => createHandler(await openKeeper(of));

async function keep(): Promise<KeeperReport> {
  const report = await (await open())({});
  if ('skipped' in report) throw new Error(report.skipped);
  return report;
}

async function slot(name: string, functionName = 'predict'): Promise<SlotObject> {
  const key = slotKey(functionName, name);
  return decodeSlot(textOf((await runtime.store.get(key))!), key);
}

/** Who writes which slot. */
async function writers(): Promise<Map<string, string | null>> {
  const found = new Map<string, string | null>();
  for await (const { key } of runtime.store.list('slots/predict/')) {
    const name = slotOfKey(key)!;
    found.set(name, (await slot(name)).writer);
  }
  return found;
}

/** Everything that was written lately was written this long ago. */
async function age(prefix: string, ms: number): Promise<void> {
  const time = (Date.now() - ms) / 1000;
  for await (const { key } of runtime.store.list(prefix))
    await utimes(join(runtime.directory, key), time, time);
}

/** Totals of driftgate that are not zero. */
const counted = (samples: readonly ParsedSample[]): ParsedSample[] =>
  samples.filter(
    ({ name, labels, value }) =>
      labels.slot !== undefined && value !== 0 && DEFINITIONS.some((metric) => name.startsWith(metric.name)),
  );

const ask = async (handler: HttpHandler): Promise<{ prediction_id: string; label: number }> => {
  const { status, body } = await send(handler, post(APPLICATION));
  expect(status).toBe(200);
  return body;
};

/** An environment whose zeros Prometheus has had time to scrape, and what it says is shown. */
async function seededEnvironment(): Promise<HttpHandler> {
  const predict = await openPredictHandler(runtime);
  await ask(predict);
  await shown(gateway.url, (samples) => expect(sumOf(samples, 'model_requests_total')).toBeDefined());
  await sleep(SEEDED_MS);
  await ask(predict);
  await shown(gateway.url, (samples) => expect(sumOf(samples, 'model_requests_total')).toBe(2));
  return predict;
}

test('creates eight slots of each function with zeros ahead of need, and then has nothing to do', async () => {
  const { slots, restored, deleted } = await keep();
  for (const functionName of ['predict', 'feedback']) {
    expect(slots[functionName]).toMatchObject({ created: 8, inUse: 0, published: 0, unpublished: 0 });
    expect(slots[functionName]!.slots).toEqual(Array.from({ length: 8 }, (_, i) => `000${i}`));
    const { writer, segment, seeded } = await slot('0007', functionName);
    expect({ writer, segment }).toEqual({ writer: null, segment: null });
    const classes =
      functionName === 'predict' ? ['model_predictions_by_class_total', 2] : ['model_confusion_total', 4];
    expect([classes[0], Object.keys(seeded[classes[0]!]!).length]).toEqual(classes);
  }
  expect({ restored, deleted }).toEqual({ restored: 0, deleted: [] });
  await shown(gateway.url, (samples) => {
    expect(groupsOf(samples).filter(({ slot: number }) => number !== undefined)).toHaveLength(24);
    expect(sumOf(samples, 'model_requests_total', { model: MODEL, slot: '0007' })).toBe(0);
    expect(counted(samples)).toEqual([]);
    // The start and the memory of the keeper are not those of an environment of the function.
    for (const metric of ['driftgate_environment_start_timestamp_seconds', 'driftgate_memory_bytes'])
      expect(sumOf(samples, metric)).toBeUndefined();
    expect(sumOf(samples, 'driftgate_slots', { function: 'predict', state: 'known', job: 'keeper' })).toBe(8);
    expect(
      Math.abs(Date.now() / 1000 - sumOf(samples, 'keeper_last_success_timestamp_seconds')!),
    ).toBeLessThan(30);
  });
  const again = await keep();
  for (const kept of Object.values(again.slots))
    expect(kept).toMatchObject({ created: 0, published: 0, inUse: 0 });
});

test('a slot that was created ahead shows its values from the first request on', async () => {
  await keep();
  await sleep(SEEDED_MS);
  await ask(await openPredictHandler(runtime));
  await shown(gateway.url, (samples) => expect(sumOf(samples, 'model_requests_total')).toBe(1));
});

test('there are twice as many slots as are in use, and those in use are left alone', async () => {
  const logs = Array.from({ length: 5 }, () =>
    createFunctionLog(runtime, 'predict', Object.values(PREDICT_METRICS), []),
  );
  for (const log of logs) await log.open();
  const before = await writers();
  expect(before.size).toBe(5);
  const { slots } = await keep();
  expect(slots.predict).toMatchObject({ inUse: 5, created: 5 });
  expect(slots.predict!.slots).toHaveLength(10);
  const after = await writers();
  for (const [name, writer] of before) expect(after.get(name)).toBe(writer);
});

// What the alert PushesMissed asks for.
test('an environment whose pushes do not arrive uses a slot, and the keeper does not speak for it', async () => {
  const lost = await testRuntime({ directory: runtime.directory, gateway: await refusingUrl() });
  await ask(await openPredictHandler(lost));
  const started = { metric: 'driftgate_environment_start_timestamp_seconds', labels: { job: 'predict' } };
  for (let i = 0; i < 2; i++) {
    await keep();
    await shown(gateway.url, (samples) => {
      expect(sumOf(samples, 'driftgate_slots', { function: 'predict', state: 'in_use' })).toBe(1);
      expect(sumOf(samples, 'push_time_seconds', { job: 'predict', slot: '0001' })).toBeDefined();
      expect(sumOf(samples, started.metric, started.labels)).toBeUndefined();
    });
  }
});

test('a gateway that restarted empty gets all totals, the stored gauges and the rolling accuracy back', async () => {
  const predict = await seededEnvironment();
  const feedback = await openFeedbackHandler(runtime);
  const { prediction_id, label } = await ask(predict);
  await send(feedback, post({ prediction_id, actual_outcome: label }));
  const gauges = [
    { name: 'nightly_predictions', labels: {}, value: 77 },
    { name: 'feature_kl_divergence', labels: { feature: 'age' }, value: 0.25 },
  ];
  await runtime.store.put(`gauges/nightly/${MODEL}.json`, JSON.stringify(gauges));
  await runtime.store.put('gauges/nightly/gone.json', JSON.stringify(gauges));
  await runtime.store.put(`gauges/elsewhere/${MODEL}.json`, JSON.stringify(gauges));
  const audited = { name: 'counters_audit_series', labels: { function: 'predict' }, value: 5 };
  await runtime.store.put('gauges/nightly.json', JSON.stringify([audited]));
  await gateway.restart();
  expect(groupsOf(await scrape(gateway.url))).toEqual([]);
  await age('log/', HOUR);
  await age('slots/', HOUR);
  const report = await keep();
  expect(report.restored).toBe(2);
  expect(report.slots.predict).toMatchObject({ published: 1, created: 7, inUse: 0 });
  await shown(gateway.url, (samples) => {
    expect(sumOf(samples, 'model_requests_total', { slot: '0000' })).toBe(3);
    expect(sumOf(samples, 'model_success_total')).toBe(3);
    expect(sumOf(samples, 'model_prediction_values_count')).toBe(3);
    const nightly = { job: 'nightly', model: MODEL };
    expect(sumOf(samples, 'nightly_predictions', nightly)).toBe(77);
    expect(sumOf(samples, 'feature_kl_divergence', { ...nightly, feature: 'age' })).toBe(0.25);
    expect(sumOf(samples, 'model_accuracy', { job: 'feedback', model: MODEL, window: 'last_100' })).toBe(1);
    expect(sumOf(samples, 'nightly_predictions')).toBe(77);
    expect(sumOf(samples, 'counters_audit_series', { job: 'nightly', function: 'predict' })).toBe(5);
    expect(groupsOf(samples)).toContainEqual({ job: 'nightly' });
  });
  await auditedLog(runtime.store, 'predict');
});

test('gauges that another version of driftgate stored keep it from nothing: those that it knows are published', async () => {
  const gauges = [
    { name: 'nightly_predictions', labels: {}, value: 77 },
    { name: 'nightly_of_tomorrow', labels: {}, value: 1 },
    { name: 'feature_kl_divergence', labels: { feature: 'age', window: '7d' }, value: 0.25 },
    { name: 'feature_kl_divergence', labels: {}, value: 0.5 },
  ];
  await runtime.store.put(`gauges/nightly/${MODEL}.json`, JSON.stringify(gauges));
  const report = await keep();
  expect(report.restored).toBe(1);
  expect(report.unknown).toEqual(['feature_kl_divergence', 'nightly_of_tomorrow']);
  await shown(gateway.url, (samples) => {
    expect(sumOf(samples, 'nightly_predictions', { job: 'nightly', model: MODEL })).toBe(77);
    expect(sumOf(samples, 'feature_kl_divergence')).toBeUndefined();
    expect(sumOf(samples, 'keeper_last_success_timestamp_seconds')).toBeGreaterThan(0);
  });
});

test('idle totals that were never pushed are published, after their zeros', async () => {
  const silent = await testRuntime({ directory: runtime.directory });
  const predict = await openPredictHandler(silent);
  for (let i = 0; i < 3; i++) await ask(predict);
  expect((await keep()).slots.predict).toMatchObject({ inUse: 1, published: 0 });
  await age('log/', HOUR);
  await age('slots/predict/0000', HOUR);
  expect((await keep()).slots.predict).toMatchObject({ inUse: 0, published: 1 });
  await shown(gateway.url, (samples) =>
    expect(sumOf(samples, 'model_requests_total', { slot: '0000' })).toBe(0),
  );
  await sleep(SEEDED_MS);
  expect((await keep()).slots.predict).toMatchObject({ published: 1 });
  await shown(gateway.url, (samples) =>
    expect(sumOf(samples, 'model_requests_total', { slot: '0000' })).toBe(3),
  );
  expect((await keep()).slots.predict).toMatchObject({ published: 0 });
  // The environment wakes up, finds its slot taken, takes another, and nothing is counted twice.
  await ask(predict);
  const { records } = await auditedLog(runtime.store, 'predict');
  expect(records).toHaveLength(4);
});

test('groups of slots and models that are gone are deleted, those of other jobs are left alone', async () => {
  const gone = [
    { job: 'predict', slot: '0099' },
    { job: 'predict', model: 'gone' },
    { job: 'feedback', model: 'gone' },
    { job: 'nightly', model: 'gone/../away' },
  ];
  const others = [
    { job: 'node' },
    { job: 'training', model: 'gone' },
    { job: 'backup', slot: '0099' },
    { job: 'nightly' },
    { job: 'nightly', model: MODEL },
  ];
  for (const group of [...gone, ...others]) await client.put(group, 'something 1\n');
  await shown(gateway.url, (samples) => expect(groupsOf(samples)).toHaveLength(9));
  const { deleted } = await keep();
  expect(deleted).toHaveLength(4);
  expect(deleted).toEqual(expect.arrayContaining(gone));
  await shown(gateway.url, (samples) => {
    const groups = groupsOf(samples);
    for (const group of gone) expect(groups).not.toContainEqual(group);
    for (const group of others) expect(groups).toContainEqual(group);
  });
});

describe('one keeper at a time', () => {
  test('of two at once one is skipped', async () => {
    const [a, b] = await Promise.all([open(), open()]);
    const reports = await Promise.all([a({}), b({})]);
    expect(reports.filter((report) => 'skipped' in report)).toEqual([
      { skipped: 'another keeper is running' },
    ]);
    expect((await a({})) as KeeperReport).toHaveProperty('slots'); // it has ended since
  });

  test('one that died is waited for as long as it may run', async () => {
    await runtime.store.put('keeper/lease.json', '{"nonce":"dead"}');
    const keeper = await open();
    await age('keeper/', 240_000);
    expect(await keeper({})).toHaveProperty('skipped');
    await age('keeper/', 271_000);
    expect(await keeper({})).toHaveProperty('slots');
  });

  test('one that failed is not waited for', async () => {
    const broken = await testRuntime({ directory: runtime.directory, gateway: await refusingUrl() });
    await expect((await open(broken))({})).rejects.toThrow('ECONNREFUSED');
    expect(await keep()).toHaveProperty('slots');
  });
});

test('without a gateway there is nothing to keep', async () => {
  const none = await testRuntime();
  expect(await (await open(none))({})).toEqual({ skipped: 'no Pushgateway is configured' });
  for await (const { key } of none.store.list('')) throw new Error(`expected nothing, got ${key}`);
});

test('a slot idle for a day is parked, so that its old segments can be deleted and no total is lost', async () => {
  await seededEnvironment();
  await age('log/', 23 * HOUR);
  await age('slots/', 23 * HOUR);
  expect((await keep()).slots.predict).toMatchObject({ published: 0 });
  expect((await slot('0000')).segment).not.toBeNull();

  await age('log/', 25 * HOUR);
  await age('slots/predict/0000', 25 * HOUR);
  expect((await keep()).slots.predict).toMatchObject({ published: 1 });
  const parked = await slot('0000');
  expect(parked).toMatchObject({ writer: null, segment: null });
  expect(parked.totals.counters.model_requests_total).toEqual({ [MODEL]: 2 });
  const old: string[] = [];
  for await (const { key } of runtime.store.list('log/')) old.push(key);
  expect(old.length).toBeGreaterThan(0);
  for (const key of old) await runtime.store.delete(key);

  await gateway.restart();
  await keep();
  await shown(gateway.url, (samples) =>
    expect(sumOf(samples, 'model_requests_total', { slot: '0000' })).toBe(2),
  );
  // The others are taken, so that the next environment gets this one.
  for (let i = 1; i < 8; i++) await runtime.store.delete(slotKey('predict', `000${i}`));
  await ask(await openPredictHandler(runtime));
  await shown(gateway.url, (samples) =>
    expect(sumOf(samples, 'model_requests_total', { slot: '0000' })).toBe(3),
  );
});
