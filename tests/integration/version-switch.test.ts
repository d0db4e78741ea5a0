import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createHandler } from '../../functions/predict.ts';
import type { ModelDefinition } from '../../lib/model/definition.ts';
import { openAllPublished } from '../../lib/model/open-published.ts';
import { openServed } from '../../lib/model/open-served.ts';
import { publish } from '../../lib/model/publish.ts';
import type { ModelFolder } from '../../lib/model/registry.ts';
import { openPredict } from '../../lib/runtime/open-predict.ts';
import {
  APPLICATION,
  expectInferenceError,
  expectProblem,
  type HttpEvent,
  type HttpHandler,
  infer,
  inputsOf,
  post,
  send,
} from '../support/handler-event.ts';
import { shown, startGateway, sumOf } from '../support/handler-gateway.ts';
import { auditedLog, type TestRuntime, temporaryDirectory, testRuntime } from '../support/handler-runtime.ts';
import { copyModel } from '../support/model-folder.ts';

const LOAN = 'loan-approval';
const TEXT = 'sentiment';
let gateway: Awaited<ReturnType<typeof startGateway>>;
let runtime: TestRuntime;

beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway?.end());
beforeEach(async () => {
  runtime = await testRuntime({ gateway: gateway.url, pushTimeoutMs: 5_000, scrapeIntervalMs: 1 });
  runtime.config.modelSource = 's3';
});

const folderOf = async (name: string, change: Partial<ModelDefinition>): Promise<ModelFolder> =>
  copyModel(name, await temporaryDirectory(), change);

async function definitionOf(name: string): Promise<ModelDefinition> {
  return JSON.parse(await readFile(join('models', name, 'model.json'), 'utf8'));
}

/** An environment that starts on what is published now. */
async function start(defaultModel: string) {
  const models = await openAllPublished(runtime.store, runtime.logger, openServed(runtime.config.hashKey));
  const definitions = [...models.values()].map(({ definition }) => definition);
  const config = { ...runtime.config, defaultModel };
  const dependencies = await openPredict({ ...runtime, config, models, definitions });
  const handler = createHandler(dependencies) as HttpHandler;
  return { watch: dependencies.watch!, ask: (event: HttpEvent) => send(handler, event) };
}

describe('a version with a field to hash, and no key', () => {
  let hashing: ModelFolder;
  beforeEach(async () => {
    runtime.config.hashKey = undefined;
    await publish(runtime.store, await folderOf(LOAN, { version: '1.0.0' }));
    const { features } = await definitionOf(LOAN);
    const [age, ...others] = features;
    hashing = await folderOf(LOAN, {
      version: '1.1.0',
      features: [{ ...age!, sensitive: 'hash' }, ...others],
    });
  });

  test('is refused where another is served, which goes on', async () => {
    const { ask, watch } = await start(LOAN);
    await publish(runtime.store, hashing);
    await watch.check();
    expect(await ask(post(APPLICATION))).toMatchObject({ status: 200, body: { version: '1.0.0' } });
    expect(runtime.logged).toContainEqual(
      expect.objectContaining({
        level: 'error',
        data: expect.objectContaining({
          model: LOAN,
          error: expect.objectContaining({ message: expect.stringContaining('expected DRIFTGATE_HASH_KEY') }),
        }),
      }),
    );
  });

  test('is refused by an environment that starts, which serves the one before', async () => {
    await publish(runtime.store, hashing);
    const { ask } = await start(LOAN);
    expect(await ask(post(APPLICATION))).toMatchObject({ status: 200, body: { version: '1.0.0' } });
  });

  test('does not keep other models from being served', async () => {
    await publish(runtime.store, await folderOf(TEXT, {}));
    const other = await folderOf('loan-risk', {
      version: '1.0.0',
      features: hashing.definition.features,
    });
    await publish(runtime.store, other);
    const { ask } = await start(LOAN);
    expect(await ask(post(APPLICATION, { model: LOAN }))).toMatchObject({ status: 200 });
    expect(await ask(post({ text: 'fine' }, { model: TEXT }))).toMatchObject({ status: 200 });
    expectProblem(await ask(post(APPLICATION, { model: 'loan-risk' })), 404, 'unknown_model');
  });

  test('is served with one', async () => {
    runtime.config.hashKey = 'a key';
    const { ask, watch } = await start(LOAN);
    await publish(runtime.store, hashing);
    await watch.check();
    expect(await ask(post(APPLICATION))).toMatchObject({ status: 200, body: { version: '1.1.0' } });
  });
});

test('classes of another version are counted from the first answer on', async () => {
  await publish(runtime.store, await folderOf(LOAN, { version: '1.0.0' }));
  const { ask, watch } = await start(LOAN);
  const pause = () => new Promise((resolve) => setTimeout(resolve, 1_100));
  await ask(post(APPLICATION));
  await publish(
    runtime.store,
    await folderOf(LOAN, { version: '1.1.0', classes: ['no', 'yes'], positive_class: 'yes' }),
  );
  await watch.check();
  for (let i = 0; i < 3; i++) {
    expect((await ask(post(APPLICATION))).body).toMatchObject({ version: '1.1.0', label: 'yes' });
    await pause();
  }
  await shown(gateway.url, (samples) => {
    const of = (name: string, labels = {}) => sumOf(samples, name, { model: LOAN, ...labels });
    expect(of('model_success_total')).toBe(4);
    expect(of('model_predictions_by_class_total')).toBe(4);
    expect(of('model_predictions_by_class_total', { class: 'yes' })).toBe(3);
    expect(of('model_predictions_by_class_total', { class: 'no' })).toBe(0);
    expect(of('model_predictions_by_class_total', { class: '1' })).toBe(1);
    expect(of('model_prediction_values_count')).toBe(4);
  });
  await auditedLog(runtime.store, 'predict');
});

test('gauges go on when another version brings numbers that the one before had not', async () => {
  const { features } = await definitionOf(TEXT);
  const before = await folderOf(TEXT, {
    version: '1.0.0',
    features: features.map(({ tokenizer: _, ...feature }) => feature),
  });
  // Without the tokenizer, some golden texts have other scores.
  await rm(join(before.directory, 'golden.ndjson'));
  await publish(runtime.store, before);
  const { ask, watch } = await start(TEXT);
  await ask(post({ text: 'good' }));
  await publish(runtime.store, await folderOf(TEXT, { version: '1.1.0' }));
  await watch.check();
  // Gauges are published at most every five seconds.
  await new Promise((resolve) => setTimeout(resolve, 5_100));
  await ask(post({ text: 'a good film' }));
  await shown(gateway.url, (samples) => {
    const of = (name: string, labels = {}) => sumOf(samples, name, { model: TEXT, ...labels });
    expect(of('model_info', { version: '1.1.0' })).toBe(1);
    expect(of('model_feature_text__characters')).toBe('a good film'.length);
    expect(of('model_feature_text__tokens')).toBe(2);
  });
});

describe('a retry after a switch gets the first answer, byte for byte', () => {
  const row = { ...APPLICATION, age: 35 };
  const CHANGES: [string, (definition: ModelDefinition) => Partial<ModelDefinition>][] = [
    ['other labels', () => ({ classes: ['no', 'yes'], positive_class: 'yes' })],
    ['another threshold', () => ({ threshold: 0.999 })],
    [
      'a narrower range, in which the row is not',
      ({ features }) => ({
        features: features.map((feature) =>
          feature.name === 'age' ? { ...feature, range: [60, 100] as [number, number] } : feature,
        ),
      }),
    ],
  ];
  const REQUESTS: [string, (key: string) => HttpEvent][] = [
    ['a row', (key) => post(row, { key })],
    ['a row for a model by name', (key) => post(row, { key, model: LOAN })],
    ['a batch', (key) => post({ instances: [row, row] }, { key })],
    ['an inference', (key) => infer({ id: 'a', inputs: inputsOf([row]) }, { key })],
    [
      'an inference of a version',
      (key) => infer({ inputs: inputsOf([row, row]) }, { key, version: '1.0.0' }),
    ],
  ];

  test.each(CHANGES)('of a version with %s', async (_, change) => {
    await publish(runtime.store, await folderOf(LOAN, { version: '1.0.0' }));
    const { ask, watch } = await start(LOAN);
    const first = new Map<string, string>();
    for (const [name, event] of REQUESTS) {
      const answer = await ask(event(`key-${REQUESTS.findIndex(([one]) => one === name)}`));
      expect(answer.status).toBe(200);
      first.set(name, answer.text);
    }
    const records = (await auditedLog(runtime.store, 'predict')).records;
    await publish(
      runtime.store,
      await folderOf(LOAN, { version: '1.1.0', ...change(await definitionOf(LOAN)) }),
    );
    await watch.check();
    const started = await start(LOAN);
    for (const [i, [name, event]] of REQUESTS.entries()) {
      for (const environment of [{ ask }, started]) {
        const again = await environment.ask(event(`key-${i}`));
        expect({ name, status: again.status, text: again.text }).toEqual({
          name,
          status: 200,
          text: first.get(name),
        });
      }
    }
    expect((await auditedLog(runtime.store, 'predict')).records).toEqual(records);
    // A new request is one of the new version.
    expectInferenceError(
      await ask(infer({ inputs: inputsOf([row]) }, { version: '1.0.0' })),
      404,
      'unknown_model',
    );
  });
});
