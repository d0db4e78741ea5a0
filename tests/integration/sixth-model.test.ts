import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createHandler as createNightly } from '../../functions/nightly.ts';
import { readModels } from '../../lib/model/registry.ts';
import { openNightly } from '../../lib/runtime/open-nightly.ts';
import { FileStore } from '../../lib/store/file.ts';
import { APPLICATION, post, send } from '../support/handler-event.ts';
import { shown, startGateway, sumOf } from '../support/handler-gateway.ts';
import {
  openFeedbackHandler,
  openPredictHandler,
  temporaryDirectory,
  testRuntime,
} from '../support/handler-runtime.ts';
import { awayFromMidnight } from '../support/midnight.ts';
import { copyModel } from '../support/model-folder.ts';

const NAME = 'a-sixth-model';
let gateway: Awaited<ReturnType<typeof startGateway>>;

beforeAll(async () => {
  await awayFromMidnight();
  gateway = await startGateway();
});
afterAll(() => gateway?.end());

/** The models of the project, and one more folder: what an author adds, and nothing else. */
async function withSixth(): Promise<string> {
  const directory = join(await temporaryDirectory(), 'models');
  for (const [name, folder] of await readModels('models'))
    await cp(folder.directory, join(directory, name), { recursive: true });
  await copyModel('loan-approval', directory, { name: NAME, version: '6.0.0', threshold: 0.3 });
  return directory;
}

test('adding a model is adding a folder: it predicts, takes feedback, is profiled and has series of its own', async () => {
  const directory = await temporaryDirectory();
  const models = await readModels(await withSixth());
  const runtime = {
    ...(await testRuntime({
      directory,
      store: new FileStore(directory),
      gateway: gateway.url,
      pushTimeoutMs: 5_000,
      scrapeIntervalMs: 1,
    })),
    models,
    definitions: [...models.values()].map(({ definition }) => definition),
  };
  const predict = await openPredictHandler(runtime);
  const { status, body } = await send(predict, post(APPLICATION, { model: NAME }));
  expect({ status, body }).toMatchObject({ status: 200, body: { model: NAME, version: '6.0.0' } });
  expect(await send(predict, post(APPLICATION, { model: 'loan-approval' }))).toMatchObject({ status: 200 });
  const feedback = await openFeedbackHandler(runtime);
  const outcome = { prediction_id: body.prediction_id, actual_outcome: body.label };
  expect(await send(feedback, post(outcome))).toMatchObject({
    status: 200,
    body: { model: NAME, version: '6.0.0', correct: true },
  });

  const seen = { model: NAME };
  // Enough of them for a profile that says something.
  const unseen = (await readFile('models/loan-approval/unseen.ndjson', 'utf8')).split('\n').slice(0, 1000);
  const rows = unseen.map((line) => JSON.parse(line).features);
  // The last one is that of the gauges, whether this request publishes them or another.
  const instances = [...rows.slice(1), APPLICATION];
  expect(await send(predict, post({ instances }, { model: NAME }))).toMatchObject({ status: 200 });
  // Zeros come first; the values follow with the next push.
  await shown(gateway.url, (samples) => expect(sumOf(samples, 'model_requests_total', seen)).toBeDefined());
  await new Promise((resolve) => setTimeout(resolve, 1_300));
  await send(predict, post(APPLICATION, { model: NAME }));
  await shown(gateway.url, (samples) => {
    expect(sumOf(samples, 'model_requests_total', seen)).toBe(3);
    expect(sumOf(samples, 'model_requests_total', { model: 'loan-approval' })).toBe(1);
    expect(sumOf(samples, 'model_feature_credit_score', seen)).toBe(APPLICATION.credit_score);
    expect(sumOf(samples, 'model_accuracy', seen)).toBe(1);
  });

  const now = Date.now() + 25 * 3_600_000;
  const nightly = createNightly({ ...(await openNightly(runtime)), now: () => now });
  const date = new Date().toISOString().slice(0, 10);
  await nightly({ date });
  const keys: string[] = [];
  for await (const { key } of runtime.store.list('')) keys.push(key);
  const ours = keys.filter((key) => key.includes(NAME));
  expect(ours.some((key) => key.endsWith('.parquet'))).toBe(true);
  expect(ours.some((key) => /report|profile/.test(key))).toBe(true);
  await shown(gateway.url, (samples) => {
    expect(sumOf(samples, 'nightly_predictions', seen)).toBe(1002);
    expect(sumOf(samples, 'prediction_distribution_shift', seen)).toBeLessThan(0.2);
    expect(sumOf(samples, 'feature_kl_divergence', { ...seen, feature: 'income' })).toBeLessThan(0.1);
  });
});
