import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createHandler } from '../../functions/outcomes.ts';
import { openOutcomes } from '../../lib/runtime/open-outcomes.ts';
import { S3Store } from '../../lib/store/s3.ts';
import { APPLICATION, post, send } from '../support/handler-event.ts';
import { openPredictHandler, type TestRuntime, testRuntime } from '../support/handler-runtime.ts';
import { filesIn, refusalsIn } from '../support/inbox.ts';
import { readOutcomes } from '../support/outcome-log.ts';
import { createBucket } from '../support/s3.ts';

/** A file of the configured source `batch`, about three predictions, with a row of none. */
async function fileFor(runtime: TestRuntime): Promise<{ ids: string[]; text: string }> {
  const predict = await openPredictHandler(runtime);
  const ids: string[] = [];
  for (let i = 0; i < 3; i++) ids.push((await send(predict, post(APPLICATION))).body.prediction_id);
  return { ids, text: `prediction_id,actual_outcome\n${[...ids, 'none'].map((id) => `${id},1\n`).join('')}` };
}

const REPORT = { source: 'batch', rows: 4, accepted: 3, rejected: { invalid_id: 1 }, skipped: [] };

test('a file that is put into the bucket is taken when S3 says so, wherever else one lies', async () => {
  const options = await createBucket();
  const store = new S3Store(options);
  const runtime = await testRuntime({ store });
  runtime.config.store = { kind: 's3', ...options };
  const { ids, text } = await fileFor(runtime);
  const handler = createHandler(await openOutcomes(runtime));
  const dropped = async (key: string) => {
    await store.put(key, text);
    const detail = { bucket: { name: 'b' }, object: { key } };
    return handler({ source: 'aws.s3', 'detail-type': 'Object Created', detail });
  };
  expect(await dropped('outcomes-inbox/batch/week=21.csv')).toMatchObject({
    sources: [REPORT],
    failures: [],
  });
  expect(await dropped('outcomes-inbox/bach/may.csv')).toMatchObject({
    sources: [{ source: 'unknown', rows: 1, rejected: { invalid_file: 1 } }],
  });
  expect(await filesIn(store)).toEqual([
    'outcomes-rejected/bach/may.csv',
    'outcomes-rejected/bach/may.csv.rejected.ndjson',
    'outcomes-rejected/batch/week=21.csv',
    'outcomes-rejected/batch/week=21.csv.rejected.ndjson',
  ]);
  expect((await refusalsIn(store)).map(({ at, reason }) => `${at} ${reason}`)).toEqual([
    'bach/may.csv invalid_file',
    'line 5 invalid_id',
  ]);
  const { outcomes } = await readOutcomes(store);
  expect(outcomes.map((outcome) => outcome.prediction_id)).toEqual(ids);
});

test('in a folder the schedule finds it, once nobody writes to it any more', async () => {
  const runtime = await testRuntime();
  const { ids, text } = await fileFor(runtime);
  const folder = join(runtime.directory, 'outcomes-inbox/batch');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'may.csv'), text);
  const handler = createHandler(await openOutcomes(runtime));
  expect(await handler({ source: 'aws.events' })).toMatchObject({ sources: [{ source: 'batch', rows: 0 }] });
  const before = Date.now() / 1000 - 11;
  await utimes(join(folder, 'may.csv'), before, before);
  expect(await handler({ source: 'aws.events' })).toMatchObject({ sources: [REPORT] });
  expect((await readOutcomes(runtime.store)).outcomes.map((outcome) => outcome.prediction_id)).toEqual(ids);
  expect(await filesIn(runtime.store)).toEqual([
    'outcomes-rejected/batch/may.csv',
    'outcomes-rejected/batch/may.csv.rejected.ndjson',
  ]);
});
