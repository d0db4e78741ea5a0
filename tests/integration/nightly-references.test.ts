import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createHandler } from '../../functions/nightly.ts';
import { processedKey, reportKey } from '../../lib/archive/keys.ts';
import { type ModelFolder, readModels } from '../../lib/model/registry.ts';
import type { Report } from '../../lib/nightly/report.ts';
import { NightlyFailedError } from '../../lib/nightly/run.ts';
import { getJson } from '../../lib/nightly/stored.ts';
import { parseReference, withHash } from '../../lib/profile/reference.ts';
import { storeReference } from '../../lib/profile/stored-reference.ts';
import { openNightly } from '../../lib/runtime/open-nightly.ts';
import { APPLICATION, post, send } from '../support/handler-event.ts';
import {
  openPredictHandler,
  type TestRuntime,
  temporaryDirectory,
  testRuntime,
} from '../support/handler-runtime.ts';
import { awayFromMidnight, dayOfTests } from '../support/midnight.ts';
import { copyModel, rewriteReference } from '../support/model-folder.ts';

const [GOOD, BAD] = ['loan-approval', 'loan-risk'];
let date: string;
let runtime: TestRuntime;
let bad: ModelFolder;

beforeAll(async () => {
  date = dayOfTests();
  await awayFromMidnight(date);
});

/** Two models, each with a prediction of today. */
beforeEach(async () => {
  const directory = await temporaryDirectory();
  await copyModel(GOOD, directory, {});
  bad = await copyModel(BAD, directory, { version: '2.0.0' });
  const models = await readModels(directory);
  const definitions = [...models.values()].map(({ definition }) => definition);
  runtime = { ...(await testRuntime()), models, definitions };
  const predict = await openPredictHandler(runtime);
  for (const model of [GOOD, BAD]) await send(predict, post(APPLICATION, { model }));
});

/** The job of today, and what it could not do. */
async function run(event: object = { date }): Promise<NightlyFailedError | undefined> {
  const dependencies = await openNightly(runtime);
  const nightly = createHandler({ ...dependencies, now: () => Date.now() + 25 * 3_600_000 });
  return nightly(event).then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof NightlyFailedError) return error;
      throw error;
    },
  );
}

const report = (model: string) => getJson<Report>(runtime.store, reportKey(model, date));

const REFUSED: [string, (folder: string) => Promise<void>, string][] = [
  [
    'of the version before',
    (folder) => rewriteReference(folder, { version: '1.0.0' }),
    `expected the reference of ${BAD} 2.0.0, got that of ${BAD} 1.0.0; npm run baseline -- --model ${BAD} makes it`,
  ],
  [
    'of another model',
    (folder) => rewriteReference(folder, { model: GOOD }),
    `expected the reference of ${BAD} 2.0.0, got that of ${GOOD} 2.0.0`,
  ],
  ['that is missing', (folder) => rm(join(folder, 'reference.json')), 'no such file'],
  [
    'of another format',
    (folder) => writeFile(join(folder, 'reference.json'), '{"format":1}'),
    'expected a reference of format 2, got format 1',
  ],
];

test.each(REFUSED)('a reference %s fails its model, and the others are done', async (_, spoil, message) => {
  await spoil(bad.directory);
  const { summary } = (await run())!;
  expect(summary.failures).toEqual([{ date: null, model: BAD, message: expect.stringContaining(message) }]);
  expect(runtime.logged).toContainEqual(
    expect.objectContaining({ level: 'error', data: expect.objectContaining({ model: BAD }) }),
  );
  expect(summary.days).toMatchObject([{ date, skipped: [], models: [{ model: GOOD, predictions: 1 }] }]);
  expect(summary.gauges).toMatchObject([{ model: GOOD, date }]);
  expect(await report(BAD)).toBeUndefined();
  // The day is not done, and is done again once the reference is there.
  expect(await runtime.store.get(processedKey(date))).toBeUndefined();
  await writeFile(
    join(bad.directory, 'reference.json'),
    await readFile(join('models', BAD, 'reference.json'), 'utf8'),
  );
  await rewriteReference(bad.directory, { version: '2.0.0' });
  expect(await run()).toBeUndefined();
  expect((await report(BAD))!.counts.predictions).toBe(1);
  expect(await runtime.store.get(processedKey(date))).toBeDefined();
});

test('a model that is refused may be asked for, and is told of; asked for another, nothing fails', async () => {
  await rewriteReference(bad.directory, { version: '1.0.0' });
  expect((await run({ date, model: BAD }))!.summary).toMatchObject({
    failures: [{ model: BAD }],
    days: [{ models: [] }],
  });
  expect(await run({ date, model: GOOD })).toBeUndefined();
});

test('a reference of this version in the store goes before that of the folder, whatever that is', async () => {
  const text = await readFile(join(bad.directory, 'reference.json'), 'utf8');
  const { hash: _, ...contents } = parseReference(text, BAD);
  const stored = withHash({ ...contents, source: 'production' });
  await storeReference(runtime.store, stored);
  await rewriteReference(bad.directory, { version: '1.0.0' });
  expect(await run()).toBeUndefined();
  expect((await report(BAD))!.reference).toMatchObject({ version: '2.0.0', source: 'production' });
  await storeReference(runtime.store, withHash({ ...contents, version: '1.0.0' }));
  expect((await run())!.summary.failures).toMatchObject([{ model: BAD }]);
});
