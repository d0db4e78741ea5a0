import { createHandler as createFeedback } from '../../functions/feedback.ts';
import { createHandler as createModels } from '../../functions/models.ts';
import { createHandler as createNightly } from '../../functions/nightly.ts';
import { createHandler as createPredict } from '../../functions/predict.ts';
import { publish, rollback } from '../../lib/model/publish.ts';
import { CHECK_MS } from '../../lib/model/version-watch.ts';
import { openFeedback } from '../../lib/runtime/open-feedback.ts';
import { openModels } from '../../lib/runtime/open-models.ts';
import { openNightly } from '../../lib/runtime/open-nightly.ts';
import { openPredict } from '../../lib/runtime/open-predict.ts';
import {
  type Answer,
  APPLICATION,
  expectProblem,
  type HttpHandler,
  infer,
  inputsOf,
  post,
  send,
} from '../support/handler-event.ts';
import { auditedLog, type TestRuntime, testRuntime } from '../support/handler-runtime.ts';
import { awayFromMidnight } from '../support/midnight.ts';
import { publishedRuntime, RENAMED, versionFolder } from '../support/published-version.ts';

const NAME = 'loan-approval';
let runtime: TestRuntime;

beforeAll(awayFromMidnight);

/** Environments that start now, and everything that a caller asks of them. */
async function open() {
  const started = await publishedRuntime(runtime);
  const [predicting, feeding, listing] = await Promise.all([
    openPredict(started),
    openFeedback(started),
    openModels(started),
  ]);
  const predict = createPredict(predicting) as HttpHandler;
  const feedback = createFeedback(feeding) as HttpHandler;
  const models = createModels(listing);
  const get = async (rawPath: string): Promise<Answer['body']> => {
    const { body } = await models({ rawPath, requestContext: { http: { method: 'GET' } } } as never);
    return JSON.parse(body!);
  };
  const tell = (prediction_id: string, actual_outcome: unknown) =>
    send(feedback, post({ prediction_id, actual_outcome }));
  const watches = [predicting.watch!, feeding.watch!, listing.watch!];
  const look = () => Promise.all(watches.map((watch) => watch.check()));
  return { predict, feedback, get, tell, look, watches };
}

const ask = async (predict: HttpHandler, model = NAME) =>
  (await send(predict, post(APPLICATION, { model }))).body as Answer['body'];

beforeEach(async () => {
  runtime = await testRuntime();
  await publish(runtime.store, await versionFolder('1.0.0'));
});

test('requests alone make every function see a version and a model that are published', async () => {
  const { predict, tell, get } = await open();
  const { prediction_id } = await ask(predict);
  await publish(runtime.store, await versionFolder('1.1.0', RENAMED));
  await publish(runtime.store, await versionFolder('7.0.0', { name: 'another' }));
  const real = performance.now.bind(performance);
  const clock = jest.spyOn(performance, 'now').mockImplementation(() => real() + CHECK_MS);
  try {
    const switched = () =>
      runtime.logged.filter(({ message }) => message === 'another version is served').length;
    // Two in each of three environments, none of which is waited for.
    for (let i = 0; i < 3_000 && switched() < 6; i++) {
      await Promise.all([ask(predict), get('/health'), tell(prediction_id, 1)]);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(switched()).toBe(6);
    expect((await ask(predict)).version).toBe('1.1.0');
    expect((await ask(predict, 'another')).version).toBe('7.0.0');
    const listed = (await get('/models')).models as { version: string }[];
    expect(listed.map(({ version }) => version)).toEqual(['7.0.0', '1.1.0']);
  } finally {
    clock.mockRestore();
  }
});

test('what callers read of a model is that of the version that is served', async () => {
  const { predict, get, look } = await open();
  await publish(runtime.store, await versionFolder('1.1.0', RENAMED));
  expect((await get(`/models/${NAME}`)).version).toBe('1.0.0');
  await look();
  expect(await get(`/models/${NAME}`)).toMatchObject({ version: '1.1.0', ...RENAMED });
  expect((await get('/models')).models).toEqual([
    expect.objectContaining({ version: '1.1.0', classes: RENAMED.classes, default: true }),
  ]);
  const metadata = await get(`/v2/models/${NAME}`);
  expect(metadata.versions).toEqual(['1.1.0']);
  expect(metadata.outputs[0]).toEqual({ name: 'label', datatype: 'BYTES', shape: [-1, 1] });
  const rawPath = `/v2/models/${NAME}/versions/1.1.0/ready`;
  const parameters = { pathParameters: { model: NAME, version: '1.1.0' } };
  const event = { rawPath, requestContext: { http: { method: 'GET' } }, ...parameters };
  expect((await send(predict, event as never)).body).toEqual({ name: NAME, ready: true });
  expect((await get(`/v2/models/${NAME}/versions/1.0.0`)).error).toContain('expected version 1.1.0');
  const { paths, components } = await get('/openapi.json');
  expect(components.schemas.loan_approval_prediction.properties.label).toEqual({
    type: 'string',
    enum: ['no', 'yes'],
  });
  const { schema } = paths['/feedback'].post.requestBody.content['application/json'];
  // One outcome, by prediction or entity; then several.
  const [one] = schema.oneOf;
  expect(one.properties.actual_outcome).toEqual({
    anyOf: [
      { type: 'integer', enum: [0, 1] },
      { type: 'string', enum: ['no', 'yes'] },
    ],
  });
  const now = await open();
  expect(await now.get('/openapi.json')).toEqual(await get('/openapi.json'));
});

test('an outcome is one of the classes of the version that answered, whatever is served', async () => {
  const before = await open();
  const first = await ask(before.predict);
  await publish(runtime.store, await versionFolder('1.1.0', RENAMED));
  const late = await open();
  const second = await ask(late.predict);
  expect([first.label, second.label]).toEqual([1, 'yes']);
  // The environment that has not looked yet, one that has, and one that started later.
  for (const { tell, look } of [before, before, late]) {
    expect(await tell(first.prediction_id, 1)).toMatchObject({
      status: 200,
      body: { version: '1.0.0', correct: true },
    });
    expect(await tell(second.prediction_id, 'no')).toMatchObject({
      status: 200,
      body: { version: '1.1.0', predicted_outcome: 'yes', correct: false },
    });
    const wrong = await tell(first.prediction_id, 'yes');
    expectProblem(wrong, 422, 'unknown_class');
    expect(wrong.body.detail).toContain('expected one of 0, 1, got "yes"');
    expectProblem(await tell(second.prediction_id, 1), 422, 'unknown_class');
    await look();
  }
  const { records, stated } = await auditedLog(runtime.store, 'feedback');
  expect(records.filter(({ type }) => type === 'outcome')).toHaveLength(6);
  const confusion = [...stated.values()].map(({ counters }) => counters.model_confusion_total);
  expect(confusion).toContainEqual({ [`${NAME},1,1`]: 2, [`${NAME},no,yes`]: 2 });
});

test('outcomes of a model are taken by environments that have not seen it published', async () => {
  const before = await open();
  await publish(runtime.store, await versionFolder('1.0.0', { name: 'another' }));
  const { predict } = await open();
  const { prediction_id } = await ask(predict, 'another');
  expect(await before.tell(prediction_id, 1)).toMatchObject({ status: 200, body: { model: 'another' } });
  const invented = prediction_id.replace('another', 'invented');
  expectProblem(await before.tell(invented, 1), 404, 'unknown_model');
});

test('a version of the code that does not know the classes of before takes the one that was answered', async () => {
  const bundled = async (version: string, change: object): Promise<TestRuntime> => {
    const folder = await versionFolder(version, change);
    return { ...runtime, models: new Map([[NAME, folder]]), definitions: [folder.definition] };
  };
  const predict = createPredict(await openPredict(await bundled('1.0.0', {}))) as HttpHandler;
  const { prediction_id } = await ask(predict);
  const feedback = createFeedback(await openFeedback(await bundled('1.1.0', RENAMED))) as HttpHandler;
  const tell = (actual_outcome: unknown) => send(feedback, post({ prediction_id, actual_outcome }));
  expect(await tell(1)).toMatchObject({ status: 200, body: { correct: true } });
  expect(await tell('no')).toMatchObject({ status: 200, body: { correct: false } });
  expectProblem(await tell(0), 422, 'unknown_class');
});

test('a retry gets the first answer byte for byte after the classes have changed, in both protocols', async () => {
  const { predict, look } = await open();
  const events = [
    post(APPLICATION, { model: NAME, key: 'a' }),
    post({ instances: [APPLICATION, APPLICATION] }, { model: NAME, key: 'b' }),
    infer({ inputs: inputsOf([APPLICATION]) }, { key: 'c' }),
  ];
  const answers = () => Promise.all(events.map(async (event) => (await send(predict, event)).text));
  const first = await answers();
  await publish(runtime.store, await versionFolder('1.1.0', RENAMED));
  await look();
  expect((await ask(predict)).probabilities).toEqual({ no: expect.any(Number), yes: expect.any(Number) });
  expect(await answers()).toEqual(first);
});

test('which model is the default does not depend on when an environment started', async () => {
  runtime.config.defaultModel = undefined;
  const before = await open();
  await publish(runtime.store, await versionFolder('1.0.0', { name: 'a-first' }));
  await before.look();
  for (const { predict, get } of [before, await open()]) {
    expect((await send(predict, post(APPLICATION))).body).toMatchObject({ model: 'a-first' });
    const listed = (await get('/models')).models as { name: string; default: boolean }[];
    expect(listed.map((model) => [model.name, model.default])).toEqual([
      ['a-first', true],
      [NAME, false],
    ]);
  }
});

test('a version that needs a key to hash with is refused where there is none', async () => {
  runtime.config.hashKey = undefined;
  const { predict, look } = await open();
  const { features } = (await versionFolder('1.1.0')).definition;
  const hashed = features.map((feature) => ({ ...feature, sensitive: 'hash' as const }));
  await publish(runtime.store, await versionFolder('1.1.0', { features: hashed }));
  await look();
  expect(await ask(predict)).toMatchObject({ version: '1.0.0' });
  expect(runtime.logged).toContainEqual(
    expect.objectContaining({ message: 'the published version was refused; the running one is kept' }),
  );
});

test('the nightly job works with what is published when it begins, and with the answers of both versions', async () => {
  const { predict, tell, look } = await open();
  const job = await openNightly(await publishedRuntime(runtime));
  const date = new Date().toISOString().slice(0, 10);
  const nightly = createNightly({ ...job, now: () => Date.now() + 25 * 3_600_000 });
  const first = await ask(predict);
  await publish(runtime.store, await versionFolder('1.1.0', RENAMED));
  await publish(runtime.store, await versionFolder('1.0.0', { name: 'another' }));
  await look();
  const second = await ask(predict);
  await ask(predict, 'another');
  for (const { prediction_id, label } of [first, second]) await tell(prediction_id, label);
  const { days } = await nightly({ date });
  expect(days[0]!.models).toEqual([
    expect.objectContaining({ model: 'another', predictions: 1, outcomes: 0 }),
    expect.objectContaining({ model: NAME, predictions: 2, outcomes: 2 }),
  ]);
  const key = `reports/model=${NAME}/dt=${date}/report.json`;
  const report = JSON.parse(Buffer.from((await runtime.store.get(key))!.body).toString());
  expect(report).toMatchObject({ definition: { version: '1.1.0' }, reference: { version: '1.1.0' } });
  expect(report.performance.newest.versions).toEqual([
    expect.objectContaining({ version: '1.0.0', labelled: 1, correct: 1 }),
    expect.objectContaining({ version: '1.1.0', labelled: 1, correct: 1 }),
  ]);
  await rollback(runtime.store, NAME);
  await nightly({ date });
  expect(job.models.get(NAME)!.reference.version).toBe('1.0.0');
});
