import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createHandler } from '../../functions/predict.ts';
import { openAllPublished } from '../../lib/model/open-published.ts';
import { publish, rollback } from '../../lib/model/publish.ts';
import { artefactKey, currentKey, openPublished, openWhole, readCurrent } from '../../lib/model/published.ts';
import { type ModelFolder, textOfArtefact } from '../../lib/model/registry.ts';
import { openPredict } from '../../lib/runtime/open-predict.ts';
import { APPLICATION, expectProblem, type HttpHandler, post, send } from '../support/handler-event.ts';
import { type TestRuntime, temporaryDirectory, testRuntime } from '../support/handler-runtime.ts';
import { copyModel, rewriteReference } from '../support/model-folder.ts';

const NAME = 'loan-approval';
let runtime: TestRuntime;
let versions: ModelFolder[];

/** Folders of the same model in other versions, of which the second approves everybody. */
const folder = async (version: string, threshold: number): Promise<ModelFolder> =>
  copyModel(NAME, await temporaryDirectory(), { version, threshold });

async function open() {
  const models = await openAllPublished(runtime.store, runtime.logger, openPublished);
  const definitions = [...models.values()].map(({ definition }) => definition);
  const dependencies = await openPredict({ ...runtime, models, definitions });
  const handler = createHandler(dependencies) as HttpHandler;
  const ask = async () => (await send(handler, post(APPLICATION, { model: NAME }))).body;
  return { handler, ask, watch: dependencies.watch! };
}

async function keys(): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of runtime.store.list('models/')) found.push(key);
  return found;
}

beforeEach(async () => {
  runtime = await testRuntime();
  runtime.config.modelSource = 's3';
  versions = [await folder('1.0.0', 0.5), await folder('1.1.0', 0.001)];
});

test('a version that is published is served by environments that run, and so is the one before after a rollback', async () => {
  await publish(runtime.store, versions[0]!);
  const { ask, watch } = await open();
  expect(await ask()).toMatchObject({ version: '1.0.0' });
  await publish(runtime.store, versions[1]!);
  expect(await ask()).toMatchObject({ version: '1.0.0' });
  await watch.check();
  expect(await ask()).toMatchObject({ version: '1.1.0', label: 1 });
  await rollback(runtime.store, NAME);
  await watch.check();
  expect(await ask()).toMatchObject({ version: '1.0.0' });
  expect((await readCurrent(runtime.store, NAME))!.current).toMatchObject({
    version: '1.0.0',
    previous: { version: '1.1.0' },
  });
});

test.each(['model.onnx', 'model.json', 'reference.json'])(
  'with a corrupt %s the running version is kept, and the new one served once it is whole',
  async (file) => {
    await publish(runtime.store, versions[0]!);
    const { ask, watch } = await open();
    await publish(runtime.store, versions[1]!);
    const key = artefactKey(NAME, '1.1.0', file);
    const whole = (await runtime.store.get(key))!.body;
    for (const bytes of [whole.slice(1), undefined]) {
      if (bytes) await runtime.store.put(key, bytes);
      else await runtime.store.delete(key);
      await watch.check();
      expect(await ask()).toMatchObject({ version: '1.0.0' });
      expect(runtime.logged.at(-1)).toMatchObject({ level: 'error', data: { model: NAME } });
    }
    await runtime.store.put(key, whole);
    await watch.check();
    expect(await ask()).toMatchObject({ version: '1.1.0' });
  },
);

test.each(['model.onnx', 'model.json'])(
  'an environment that starts on a corrupt %s serves the version before',
  async (file) => {
    for (const version of versions) await publish(runtime.store, version);
    await runtime.store.put(artefactKey(NAME, '1.1.0', file), 'nonsense');
    const { ask, handler } = await open();
    if (file === 'model.onnx') expectProblem(await send(handler, post(APPLICATION)), 500, 'inference_failed');
    for (let i = 0; i < 1_000 && (await ask()).version !== '1.0.0'; i++)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await ask()).toMatchObject({ version: '1.0.0' });
  },
);

test('a model that cannot be loaded answers 500 for itself, and the others go on', async () => {
  const broken = await folder('1.0.0', 0.5);
  await writeFile(join(broken.directory, 'model.onnx'), 'nonsense');
  const definition = { ...broken.definition, name: 'broken' };
  const models = new Map([...runtime.models, ['broken', { ...broken, definition }]]);
  const definitions = [...models.values()].map((model) => model.definition);
  runtime.config.modelSource = 'bundle';
  const handler = createHandler(await openPredict({ ...runtime, models, definitions })) as HttpHandler;
  expectProblem(await send(handler, post(APPLICATION, { model: 'broken' })), 500, 'inference_failed');
  expect(await send(handler, post(APPLICATION, { model: NAME }))).toMatchObject({ status: 200 });
  expect(runtime.logged).toContainEqual(expect.objectContaining({ message: 'a model could not be loaded' }));
  await writeFile(join(broken.directory, 'model.onnx'), await readFile(join('models', NAME, 'model.onnx')));
  await send(handler, post(APPLICATION, { model: 'broken' }));
  expect(await send(handler, post(APPLICATION, { model: 'broken' }))).toMatchObject({ status: 200 });
});

test('a version is one content for ever, and publishing it again changes nothing', async () => {
  await publish(runtime.store, versions[0]!);
  const { etag } = (await readCurrent(runtime.store, NAME))!;
  await publish(runtime.store, versions[0]!);
  expect((await readCurrent(runtime.store, NAME))!.etag).toBe(etag);
  await expect(publish(runtime.store, await folder('1.0.0', 0.4))).rejects.toThrow(
    'give the model another version',
  );
  await expect(rollback(runtime.store, NAME)).rejects.toThrow('expected a previous version');
});

test.each<[string, (directory: string) => Promise<void>, string]>([
  [
    'a reference of the version before',
    (directory) => rewriteReference(directory, { version: '1.0.0' }),
    `expected the reference of ${NAME} 1.1.0, got that of ${NAME} 1.0.0`,
  ],
  [
    'a reference of another model',
    (directory) => rewriteReference(directory, { model: 'churn' }),
    `expected the reference of ${NAME} 1.1.0, got that of churn 1.1.0`,
  ],
  [
    'a reference that was changed by hand',
    (directory) => writeFile(join(directory, 'reference.json'), '{"format":2,"hash":"0"}'),
    'of its contents, got 0',
  ],
  ['no reference', (directory) => rm(join(directory, 'reference.json')), 'npm run baseline'],
  [
    'an ONNX file that is none',
    (directory) => writeFile(join(directory, 'model.onnx'), 'nonsense'),
    'failed',
  ],
  [
    'the ONNX file of another model',
    (directory) => cp('models/churn/model.onnx', join(directory, 'model.onnx')),
    'expected inputs age, income',
  ],
  [
    'an ONNX file of the same inputs that is not the one it was tested with',
    (directory) => cp('models/loan-risk/model.onnx', join(directory, 'model.onnx')),
    'golden.ndjson: expected the score 0.5',
  ],
  [
    'no rows to try it with',
    async (directory) => {
      for (const file of ['golden', 'holdout']) await rm(join(directory, `${file}.ndjson`));
    },
    'expected rows to try the model with in golden.ndjson or holdout.ndjson, got none',
  ],
])('of a folder with %s nothing is published', async (_, spoil, message) => {
  await publish(runtime.store, versions[0]!);
  const before = await keys();
  await spoil(versions[1]!.directory);
  await expect(publish(runtime.store, versions[1]!)).rejects.toThrow(message);
  expect(await keys()).toEqual(before);
  expect((await readCurrent(runtime.store, NAME))!.current).toMatchObject({ version: '1.0.0' });
});

test('without golden rows those of the holdout do', async () => {
  await rm(join(versions[0]!.directory, 'golden.ndjson'));
  await publish(runtime.store, versions[0]!);
  expect((await readCurrent(runtime.store, NAME))!.current).toMatchObject({ version: '1.0.0' });
});

test('of two who publish at once, one switches and the other is told', async () => {
  await publish(runtime.store, versions[0]!);
  const others = [versions[1]!, await folder('1.2.0', 0.6)];
  const settled = await Promise.allSettled(others.map((version) => publish(runtime.store, version)));
  expect(settled.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('the nightly job and others read the same artefacts, checked', async () => {
  await publish(runtime.store, versions[0]!);
  const published = (await openAllPublished(runtime.store, runtime.logger, openPublished)).get(NAME)!;
  const reference = await readFile(join(versions[0]!.directory, 'reference.json'), 'utf8');
  expect(await textOfArtefact(published, 'reference.json')).toBe(reference);
  await publish(runtime.store, versions[1]!);
  await runtime.store.put(artefactKey(NAME, '1.1.0', 'reference.json'), '{}');
  const whole = (await openAllPublished(runtime.store, runtime.logger, openWhole)).get(NAME)!;
  expect(whole).toMatchObject({ definition: { version: '1.0.0' }, former: { version: '1.0.0' } });
  await runtime.store.put(artefactKey(NAME, '1.0.0', 'reference.json'), '{}');
  await expect(textOfArtefact(published, 'reference.json')).rejects.toThrow('expected the SHA-256');
  await runtime.store.put(currentKey(NAME), '{"version":1}');
  await expect(openAllPublished(runtime.store, runtime.logger, openPublished)).rejects.toThrow(
    'expected a published model',
  );
});
