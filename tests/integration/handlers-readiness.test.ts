import { cp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createHandler as createModels } from '../../functions/models.ts';
import { readModels } from '../../lib/model/registry.ts';
import { openModels } from '../../lib/runtime/open-models.ts';
import { FileStore } from '../../lib/store/file.ts';
import {
  type Answer,
  APPLICATION,
  expectInferenceError,
  expectProblem,
  type HttpHandler,
} from '../support/handler-event.ts';
import { FaultyStore } from '../support/handler-faulty-store.ts';
import { routed } from '../support/handler-routes.ts';
import {
  auditedLog,
  openPredictHandler,
  type TestRuntime,
  temporaryDirectory,
  testRuntime,
} from '../support/handler-runtime.ts';
import { copyModel } from '../support/model-folder.ts';

const [GOOD, BAD] = ['loan-approval', 'loan-risk'];
let runtime: TestRuntime;
let store: FaultyStore;
let onnx: string;

/** Two models, of which one may be spoiled before the functions start. */
async function start(
  spoil: (onnx: string) => Promise<void> = async () => undefined,
): Promise<(method: string, path: string, body?: unknown) => Promise<Answer>> {
  const directory = await temporaryDirectory();
  store = new FaultyStore(new FileStore(join(directory, 'store')));
  await copyModel(GOOD, join(directory, 'models'), {});
  onnx = join((await copyModel(BAD, join(directory, 'models'), {})).directory, 'model.onnx');
  await spoil(onnx);
  const models = await readModels(join(directory, 'models'));
  const definitions = [...models.values()].map(({ definition }) => definition);
  runtime = { ...(await testRuntime({ directory, store })), models, definitions };
  return routed({
    models: createModels(await openModels(runtime)) as unknown as HttpHandler,
    predict: await openPredictHandler(runtime),
  });
}

const ofModel = (name: string): string[] => [
  `/v2/models/${name}/ready`,
  `/v2/models/${name}/versions/1.0.0/ready`,
];

test('all is ready when every model is loaded and the store can be read', async () => {
  const ask = await start();
  expect(await ask('GET', '/health')).toMatchObject({ status: 200, body: { status: 'ok', models: 2 } });
  expect(await ask('GET', '/v2/health/ready')).toMatchObject({
    status: 200,
    body: { live: true, ready: true },
  });
  for (const name of [GOOD, BAD]) {
    for (const path of ofModel(name)) {
      const { status, body, headers } = await ask('GET', path);
      expect({ path, status, body }).toEqual({ path, status: 200, body: { name, ready: true } });
      expect(headers['content-type']).toBe('application/json; charset=utf-8');
    }
  }
});

test.each<[string, (onnx: string) => Promise<void>]>([
  ['is corrupt', (path) => writeFile(path, 'nonsense')],
  ['is missing', (path) => rm(path)],
  ['is that of another model', (path) => cp('models/churn/model.onnx', path)],
])(
  'a model whose file %s is not ready, nor is the server; the others are, until it is repaired',
  async (_, spoil) => {
    const ask = await start(spoil);
    const detail = `${BAD} could not be. It has been logged.`;
    const health = await ask('GET', '/health');
    expectProblem(health, 503, 'not_ready');
    expect(health.body.detail).toBe(`expected ${GOOD}, ${BAD} to be loaded; ${detail}`);
    for (const path of ['/v2/health/ready', ...ofModel(BAD)]) {
      const answer = await ask('GET', path);
      expectInferenceError(answer, 503, 'not_ready');
      expect(answer.body.error).toContain(detail);
    }
    for (const path of ofModel(GOOD)) expect(await ask('GET', path)).toMatchObject({ status: 200 });
    expect(await ask('GET', '/v2/health/live')).toMatchObject({ status: 200 });
    // As a prediction says too.
    expectProblem(await ask('POST', `/models/${BAD}/predict`, APPLICATION), 500, 'inference_failed');

    await cp(`models/${BAD}/model.onnx`, onnx);
    expect(await ask('GET', '/health')).toMatchObject({ status: 200 });
    for (const path of ofModel(BAD)) expect(await ask('GET', path)).toMatchObject({ status: 200 });
    expect(await ask('POST', `/models/${BAD}/predict`, APPLICATION)).toMatchObject({ status: 200 });
  },
);

test('the server is not ready while the store cannot be read, and asks to come again', async () => {
  const ask = await start();
  store.fails = () => true;
  for (const path of ['/health', '/v2/health/ready']) {
    const answer = await ask('GET', path);
    if (path === '/health') expectProblem(answer, 503, 'store_unavailable');
    else expectInferenceError(answer, 503, 'store_unavailable');
    expect(answer.headers['retry-after']).toBe('1');
  }
  expect(await ask('GET', '/v2/health/live')).toMatchObject({ status: 200 });
  store.fails = () => false;
  expect(await ask('GET', '/health')).toMatchObject({ status: 200 });
});

test('a model or version that there is not is not found, and nothing of all this is counted', async () => {
  const ask = await start();
  for (const path of [
    '/v2/models/nothing/ready',
    '/v2/models/__proto__/ready',
    `/v2/models/${GOOD}/versions/9/ready`,
  ])
    expectInferenceError(await ask('GET', path), 404, 'unknown_model');
  for (const path of ['/health', '/v2/health/ready', ...ofModel(GOOD)]) await ask('GET', path);
  expect((await auditedLog(runtime.store, 'predict')).records).toEqual([]);
});
