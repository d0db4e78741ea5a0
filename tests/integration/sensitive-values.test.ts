import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createHandler as createPredict } from '../../functions/predict.ts';
import { createHandler as createQueue } from '../../functions/queue.ts';
import { IdempotencyKeys } from '../../lib/log/idempotency.ts';
import { readModels } from '../../lib/model/registry.ts';
import { jobKeys } from '../../lib/outcomes/functions.ts';
import { OutcomeIngest } from '../../lib/outcomes/ingest.ts';
import { openPredict } from '../../lib/runtime/open-predict.ts';
import { type HttpHandler, post, send } from '../support/handler-event.ts';
import { auditedLog, testRuntime } from '../support/handler-runtime.ts';
import { Clock, HASH_KEY, logEnvironment, openLog, readOutcomes } from '../support/outcome-log.ts';
import { sqsEvent } from '../support/queue-events.ts';
import { LetterBox, queueSource } from '../support/queue-handler.ts';

const MARK = 'Xanthippe4711';

test('of all models, neither texts nor ids of entities nor what else a message says are anywhere in the store', async () => {
  const base = await testRuntime();
  const models = await readModels('models');
  const definitions = [...models.values()].map(({ definition }) => definition);
  const runtime = { ...base, models, definitions, config: { ...base.config, hashKey: HASH_KEY } };
  const predict = createPredict(await openPredict(runtime)) as HttpHandler;
  const names = definitions.map(({ name }) => name);
  expect(names.length).toBeGreaterThanOrEqual(5);
  for (const { name, features } of definitions) {
    const [line] = (await readFile(join('models', name, 'holdout.ndjson'), 'utf8')).split('\n', 1);
    const row = JSON.parse(line!).features as Record<string, unknown>;
    for (const feature of features) if (feature.type === 'text') row[feature.name] = `a day with ${MARK}`;
    const event = post({ ...row, entity_id: `${MARK}-${name}` }, { model: name, key: `${MARK}-key-${name}` });
    expect(await send(predict, event)).toMatchObject({ status: 200 });
  }

  const clock = new Clock();
  clock.time = Date.now() + 1_000;
  const { store, logger } = runtime;
  const environment = logEnvironment('outcomes', store, clock);
  const keys = new IdempotencyKeys(store, 'outcomes', environment.newId, jobKeys('outcomes'));
  const byName = new Map(definitions.map((definition) => [definition.name, definition]));
  const log = openLog(environment);
  const mapping = { entity_id: 'customer', outcome: 'o', model: 'model' };
  const box = new LetterBox();
  const queue = createQueue({
    sources: [queueSource('sqs', 'outcomes', { models: names, mapping })],
    ingest: new OutcomeIngest({ models: byName, former: undefined, store, hashKey: HASH_KEY, log, keys }),
    deadLetters: box,
    store,
    log: { countStoreFailure: () => undefined, published: async () => undefined },
    gauges: undefined,
    logger,
    now: clock.now,
    watch: undefined,
  });
  const messages = definitions.flatMap(({ name, classes }) => [
    [name, { customer: `${MARK}-${name}`, model: name, o: classes[0], note: `${MARK} called` }],
    [`wrong ${name}`, { customer: `${MARK}-${name}`, model: name, o: MARK }],
  ]);
  expect(await queue(sqsEvent(Object.fromEntries(messages)))).toEqual({ batchItemFailures: [] });

  expect((await auditedLog(store, 'predict')).records).toHaveLength(names.length);
  const { outcomes, rejected } = await readOutcomes(store);
  expect(outcomes.map(({ model }) => model).sort()).toEqual([...names].sort());
  expect(Object.values(rejected)).toEqual(names.map(() => 1));
  const files = (await readdir(runtime.directory, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  );
  expect(files.length).toBeGreaterThan(3 * names.length);
  let withOutcomes = 0;
  for (const { parentPath, name } of files) {
    const path = join(parentPath, name);
    const bytes = await readFile(path);
    if (bytes.includes('"type":"outcome"')) withOutcomes++;
    expect({ path, isMarked: path.includes(MARK) || bytes.includes(MARK) }).toEqual({
      path,
      isMarked: false,
    });
  }
  expect(withOutcomes).toBeGreaterThan(0);
});
