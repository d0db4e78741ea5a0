import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createHandler as createFeedback } from '../../functions/feedback.ts';
import { createHandler as createKeeper } from '../../functions/keeper.ts';
import { createHandler as createPredict } from '../../functions/predict.ts';
import { slotKey } from '../../lib/log/keys.ts';
import { textOf } from '../../lib/log/mark.ts';
import { decodeSlot } from '../../lib/log/slot.ts';
import { publish } from '../../lib/model/publish.ts';
import { readModels } from '../../lib/model/registry.ts';
import { openFeedback } from '../../lib/runtime/open-feedback.ts';
import { openKeeper } from '../../lib/runtime/open-keeper.ts';
import { openPredict } from '../../lib/runtime/open-predict.ts';
import { APPLICATION, type HttpHandler, post, send } from '../support/handler-event.ts';
import { scrape, shown, startGateway, sumOf } from '../support/handler-gateway.ts';
import { type TestRuntime, testRuntime } from '../support/handler-runtime.ts';
import { publishedRuntime, RENAMED, versionFolder } from '../support/published-version.ts';

const NAME = 'loan-approval';
/** Zeros are on record after this, and not before what shall come before values. */
const SEEDED_MS = 2_300;
const BY_CLASS = 'model_predictions_by_class_total';
const NEW_CLASS = { class: 'yes', model: NAME };
let gateway: Awaited<ReturnType<typeof startGateway>>;
let runtime: TestRuntime;

beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway?.end());
beforeEach(async () => {
  await gateway.restart();
  runtime = await testRuntime({ gateway: gateway.url, pushTimeoutMs: 5_000, scrapeIntervalMs: 500 });
  await publish(runtime.store, await versionFolder('1.0.0'));
});

const ask = async (handler: HttpHandler, model = NAME) => {
  const { status, body } = await send(handler, post(APPLICATION, { model }));
  expect(status).toBe(200);
  return body;
};

async function publishMore(): Promise<void> {
  await publish(runtime.store, await versionFolder('1.1.0', RENAMED));
  await publish(runtime.store, await versionFolder('1.0.0', { name: 'another' }));
}

test('classes and models that are published show zeros before values, and nothing goes back', async () => {
  const started = await publishedRuntime(runtime);
  const [predicting, feeding] = await Promise.all([openPredict(started), openFeedback(started)]);
  const predict = createPredict(predicting) as HttpHandler;
  const feedback = createFeedback(feeding) as HttpHandler;
  const first = await ask(predict);
  await send(feedback, post({ prediction_id: first.prediction_id, actual_outcome: 1 }));
  await shown(gateway.url, (samples) => {
    for (const name of ['model_requests_total', 'model_feedback_total'])
      expect(sumOf(samples, name)).toBeDefined();
  });
  await sleep(SEEDED_MS);
  await ask(predict);
  await shown(gateway.url, (samples) => expect(sumOf(samples, 'model_requests_total')).toBe(2));

  await publishMore();
  expect(sumOf(await scrape(gateway.url), BY_CLASS, NEW_CLASS)).toBeUndefined();
  await Promise.all([predicting.watch!.check(), feeding.watch!.check()]);
  // At once, without a request.
  await shown(gateway.url, (samples) => {
    expect(sumOf(samples, BY_CLASS, NEW_CLASS)).toBe(0);
    expect(sumOf(samples, 'model_requests_total', { model: 'another' })).toBe(0);
    expect(sumOf(samples, 'model_confusion_total', { actual: 'no', predicted: 'yes' })).toBe(0);
  });
  const { prediction_id } = await ask(predict);
  await ask(predict, 'another');
  await send(feedback, post({ prediction_id, actual_outcome: 'no' }));
  await shown(gateway.url, (samples) => {
    expect(sumOf(samples, 'model_requests_total', { model: NAME })).toBe(3);
    expect(sumOf(samples, BY_CLASS, { class: '1', model: NAME })).toBe(2);
    expect(sumOf(samples, BY_CLASS, NEW_CLASS)).toBe(0);
    expect(sumOf(samples, 'model_requests_total', { model: 'another' })).toBe(0);
    expect(sumOf(samples, 'model_feature_age', { model: 'another' })).toBe(APPLICATION.age);
  });
  await sleep(SEEDED_MS);
  await ask(predict, 'another');
  await send(feedback, post({ prediction_id: first.prediction_id, actual_outcome: 1 }));
  await shown(gateway.url, (samples) => {
    expect(sumOf(samples, BY_CLASS, NEW_CLASS)).toBe(1);
    expect(sumOf(samples, 'model_requests_total', { model: 'another' })).toBe(2);
    expect(sumOf(samples, 'model_confusion_total', { actual: 'no', predicted: 'yes' })).toBe(1);
    expect(sumOf(samples, 'model_confusion_total', { actual: '1', predicted: '1' })).toBe(2);
  });
});

test('an environment that starts later counts in the classes of the version before, too', async () => {
  await publishMore();
  await openPredict(await publishedRuntime(runtime));
  await shown(gateway.url, (samples) => {
    for (const label of ['0', '1', 'no', 'yes'])
      expect(sumOf(samples, BY_CLASS, { class: label, model: NAME })).toBe(0);
  });
});

test('features of a model that is published later are shown', async () => {
  const dependencies = await openPredict(await publishedRuntime(runtime));
  const predict = createPredict(dependencies) as HttpHandler;
  await publish(runtime.store, (await readModels('models')).get('churn')!);
  await dependencies.watch!.check();
  const row = JSON.parse((await readFile('models/churn/unseen.ndjson', 'utf8')).split('\n')[0]!);
  const features = { ...row.features, MONTANT: 1234 };
  expect((await send(predict, post(features, { model: 'churn' }))).status).toBe(200);
  await shown(gateway.url, (samples) => expect(sumOf(samples, 'model_feature_MONTANT')).toBe(1234));
});

test('the keeper seeds parked slots with them, and leaves the groups of a new model alone', async () => {
  const keeper = createKeeper(await openKeeper(await publishedRuntime(runtime)));
  await keeper({});
  await publishMore();
  const predict = createPredict(await openPredict(await publishedRuntime(runtime))) as HttpHandler;
  await ask(predict, 'another');
  const report = await keeper({});
  expect(report).toMatchObject({ deleted: [], slots: { feedback: { published: 8 } } });
  await shown(gateway.url, (samples) => {
    expect(sumOf(samples, BY_CLASS, { ...NEW_CLASS, slot: '0007' })).toBe(0);
    expect(sumOf(samples, BY_CLASS, { class: '1', model: NAME, slot: '0007' })).toBe(0);
  });
  const key = slotKey('predict', '0007');
  const { seeded } = decodeSlot(textOf((await runtime.store.get(key))!), key);
  expect(Object.keys(seeded[BY_CLASS]!).sort()).toEqual(
    ['another,0', 'another,1', `${NAME},0`, `${NAME},1`, `${NAME},no`, `${NAME},yes`].sort(),
  );
});
