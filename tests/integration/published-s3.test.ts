import { createHandler as createFeedback } from '../../functions/feedback.ts';
import { createHandler as createModels } from '../../functions/models.ts';
import { createHandler as createPredict } from '../../functions/predict.ts';
import { artefactKey, readCurrent } from '../../lib/model/published.ts';
import type { ModelFolder } from '../../lib/model/registry.ts';
import { openFeedback } from '../../lib/runtime/open-feedback.ts';
import { openModels } from '../../lib/runtime/open-models.ts';
import { openPredict } from '../../lib/runtime/open-predict.ts';
import { S3Store } from '../../lib/store/s3.ts';
import { APPLICATION, type HttpHandler, post, send } from '../support/handler-event.ts';
import { type TestRuntime, testRuntime } from '../support/handler-runtime.ts';
import { modelsOf, publishProcess } from '../support/publish-process.ts';
import { publishedRuntime, RENAMED, versionFolder } from '../support/published-version.ts';
import { createBucket } from '../support/s3.ts';

const NAME = 'loan-approval';
let runtime: TestRuntime;
let publish: (of: ModelFolder, ...flags: string[]) => string;

beforeAll(async () => {
  const options = await createBucket();
  runtime = await testRuntime({ store: new S3Store(options) });
  const variables = {
    DRIFTGATE_STORE: `s3://${options.bucket}`,
    DRIFTGATE_S3_ENDPOINT: options.endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: options.region as string,
  };
  publish = (of, ...flags) => {
    const { stdout, stderr } = publishProcess(['--model', NAME, ...flags], { ...variables, ...modelsOf(of) });
    return stdout + stderr;
  };
});

/** Environments that start now, and what they answer. */
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
  return {
    ask: async () => (await send(predict, post(APPLICATION, { model: NAME }))).body,
    tell: (prediction_id: string, actual_outcome: unknown) =>
      send(feedback, post({ prediction_id, actual_outcome })),
    listed: async () => {
      const { body } = await models({
        rawPath: '/models',
        requestContext: { http: { method: 'GET' } },
      } as never);
      return JSON.parse(body!).models[0] as { version: string; classes: unknown[] };
    },
    look: () => Promise.all([predicting, feeding, listing].map(({ watch }) => watch!.check())),
  };
}

test('on S3, versions are published, served, rolled back and, when they are damaged, refused', async () => {
  const [first, second, third] = [
    await versionFolder('1.0.0'),
    await versionFolder('1.1.0', RENAMED),
    await versionFolder('1.2.0'),
  ];
  expect(publish(first)).toBe(`${NAME}: 1.0.0 is current, nothing was before`);
  const { ask, tell, listed, look } = await open();
  const old = await ask();
  expect([old.version, old.label]).toEqual(['1.0.0', 1]);

  expect(publish(second)).toBe(`${NAME}: 1.1.0 is current, 1.0.0 was before`);
  expect((await ask()).version).toBe('1.0.0');
  await look();
  const renamed = await ask();
  expect([renamed.version, renamed.label]).toEqual(['1.1.0', 'yes']);
  expect(await listed()).toMatchObject({ version: '1.1.0', classes: ['no', 'yes'] });
  expect(await tell(renamed.prediction_id, 'no')).toMatchObject({ status: 200, body: { version: '1.1.0' } });
  expect(await tell(old.prediction_id, 1)).toMatchObject({
    status: 200,
    body: { version: '1.0.0', correct: true },
  });
  expect((await tell(old.prediction_id, 'no')).status).toBe(422);

  expect(publish(first, '--rollback')).toBe(`${NAME}: 1.0.0 is current, 1.1.0 was before`);
  await look();
  expect((await ask()).version).toBe('1.0.0');
  expect((await listed()).classes).toEqual([0, 1]);

  expect(publish(third)).toBe(`${NAME}: 1.2.0 is current, 1.0.0 was before`);
  const key = artefactKey(NAME, '1.2.0', 'model.onnx');
  const whole = (await runtime.store.get(key))!.body;
  await runtime.store.put(key, whole.slice(1));
  await look();
  expect((await ask()).version).toBe('1.0.0');
  expect((await listed()).version).toBe('1.0.0');
  const refused = runtime.logged.filter(({ level }) => level === 'error');
  expect(refused).toHaveLength(3);
  for (const { data } of refused) expect(String(data!.error)).toContain('expected the SHA-256');
  const later = await open();
  expect([(await later.ask()).version, (await later.listed()).version]).toEqual(['1.0.0', '1.0.0']);

  await runtime.store.put(key, whole);
  await look();
  expect([(await ask()).version, (await listed()).version]).toEqual(['1.2.0', '1.2.0']);
  expect(publish(first, '--rollback')).toBe(`${NAME}: 1.0.0 is current, 1.2.0 was before`);
  const { current } = (await readCurrent(runtime.store, NAME))!;
  expect(current).toMatchObject({ version: '1.0.0', previous: { version: '1.2.0' } });
});
