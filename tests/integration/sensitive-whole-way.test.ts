import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createHandler as createKeeper } from '../../functions/keeper.ts';
import { createHandler as createNightly } from '../../functions/nightly.ts';
import { createHandler as createOutcomes } from '../../functions/outcomes.ts';
import type { ModelDefinition } from '../../lib/model/definition.ts';
import { readModels } from '../../lib/model/registry.ts';
import { openKeeper } from '../../lib/runtime/open-keeper.ts';
import { openNightly } from '../../lib/runtime/open-nightly.ts';
import { openOutcomes } from '../../lib/runtime/open-outcomes.ts';
import { type Answer, type HttpHandler, post, send, validation } from '../support/handler-event.ts';
import { startGateway } from '../support/handler-gateway.ts';
import {
  openFeedbackHandler,
  openPredictHandler,
  type TestRuntime,
  temporaryDirectory,
  testRuntime,
} from '../support/handler-runtime.ts';
import { awayFromMidnight } from '../support/midnight.ts';
import { foldersWith, storeTexts } from '../support/store-texts.ts';

/** In every value that must not be kept, or be told to others. */
const MARK = 'Xanthippe4711';
const NOTE = 'a note about Socrates';
const ROWS = 110;
const DAY_MS = 24 * 3600_000;

let runtime: TestRuntime;
let gateway: Awaited<ReturnType<typeof startGateway>>;
let printed: string;

beforeAll(async () => {
  await awayFromMidnight();
  gateway = await startGateway();
  const base = await testRuntime({ gateway: gateway.url, pushTimeoutMs: 5_000 });
  const models = new Map(
    [...(await readModels('models'))]
      .filter(([name]) => name === 'churn' || name === 'sentiment')
      .map(([name, { definition, directory }]) => [
        name,
        { definition: withSensitive(definition), directory },
      ]),
  );
  const definitions = [...models.values()].map(({ definition }) => definition);
  runtime = { ...base, models, definitions, config: { ...base.config, defaultModel: undefined } };
  printed = '';
});
afterAll(() => gateway?.end());

/** Of churn, one text of a few that is kept as a hash and one that is not kept; texts of sentiment never are. */
const withSensitive = (definition: ModelDefinition): ModelDefinition => ({
  ...definition,
  features: definition.features.map((feature) => {
    if (feature.name === 'REGION') return { ...feature, sensitive: 'hash' as const };
    return feature.name === 'TOP_PACK' ? { ...feature, sensitive: 'drop' as const } : feature;
  }),
});

async function run(script: string, ...args: string[]): Promise<void> {
  const env = { ...process.env, INIT_CWD: runtime.directory, DRIFTGATE_STORE: `file:${runtime.directory}` };
  const node = ['--disable-warning=ExperimentalWarning', `models/${script}.ts`, ...args];
  const child = spawn(process.execPath, node, { env });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data) => {
      output += data;
    });
  const code = await new Promise((done) => child.on('close', done));
  expect({ code, output }).toEqual({ code: 0, output: expect.any(String) });
  printed += output;
}

const idsOf = ({ body }: Answer): string[] =>
  body.predictions.map(({ prediction_id }: { prediction_id: string }) => prediction_id);

async function predict(handler: HttpHandler): Promise<Record<'churn' | 'sentiment', string[]>> {
  const [line] = (await readFile('models/churn/holdout.ndjson', 'utf8')).split('\n', 1);
  const customer = { ...JSON.parse(line!).features, REGION: `${MARK} region`, TOP_PACK: `${MARK} pack` };
  const churn = Array.from({ length: 4 }, (_, i) => ({ ...customer, entity_id: `${MARK} ${i}` }));
  const sentiment = Array.from({ length: ROWS }, (_, i) => ({
    text: `${MARK} had a ${i % 2 ? 'good' : 'bad'} day`,
    entity_id: `${MARK} ${i}`,
  }));
  const answers = [
    await send(handler, post({ instances: churn }, { model: 'churn', key: `${MARK}-churn` })),
    await send(handler, post({ instances: sentiment }, { model: 'sentiment' })),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  const wrong = [
    post(`{"text": "${MARK}`, { model: 'sentiment' }),
    post({ text: MARK, [MARK]: MARK }, { model: 'sentiment' }),
    post({ text: { [MARK]: MARK } }, { model: 'sentiment' }),
    post({ ...customer, MONTANT: MARK }, { model: 'churn' }),
    post({ ...customer, REGION: [MARK] }, { model: 'churn' }),
    post({ [MARK]: MARK }),
    post({ text: MARK }, { model: MARK }),
    post({ instances: churn.slice(0, 1) }, { model: 'churn', key: `${MARK}-churn` }),
  ];
  for (const event of wrong) expect((await send(handler, event)).status).toBeGreaterThanOrEqual(400);
  return { churn: idsOf(answers[0]!), sentiment: idsOf(answers[1]!) };
}

async function tellOutcomes(handler: HttpHandler, churn: readonly string[], sentiment: readonly string[]) {
  const outcomes = [
    ...sentiment.map((prediction_id, i) => ({
      prediction_id,
      actual_outcome: i % 3 ? 'positive' : 'negative',
    })),
    { entity_id: `${MARK} 1`, model: 'churn', actual_outcome: 1 },
    { entity_id: `${MARK} nobody`, model: 'churn', actual_outcome: 1 },
    { prediction_id: MARK, actual_outcome: 1 },
    { prediction_id: churn[0], actual_outcome: MARK },
    { prediction_id: churn[0], actual_outcome: 1, predicted_outcome: MARK },
    { prediction_id: churn[0], actual_outcome: 1, [MARK]: MARK },
    MARK,
  ];
  const { body } = await send(handler, post({ outcomes }, { key: `${MARK}-outcomes` }));
  expect([body.accepted, body.unknown, body.invalid]).toEqual([ROWS + 1, 1, 5]);
  const review = { reviewer_id: 'anna', prediction_id: churn[2], validated_outcome: 1 };
  expect((await send(handler, validation({ ...review, note: NOTE }))).status).toBe(200);
  const wrong = [
    post({ entity_id: `${MARK} nobody`, model: 'churn', actual_outcome: 1 }),
    post({ entity_id: { [MARK]: MARK }, model: MARK, actual_outcome: 1 }),
    post(`{"${MARK}`),
    validation({ ...review, reviewer_id: `${MARK}\n` }),
    validation({ ...review, validated_outcome: MARK }),
    validation({ ...review, note: [MARK] }),
  ];
  for (const event of wrong) expect((await send(handler, event)).status).toBeGreaterThanOrEqual(400);
}

/** A file as a system of record makes it, with more in it than outcomes. */
async function dropFile(churn: readonly string[]): Promise<void> {
  const rows = [
    [churn[3], 0, `${MARK} paid`],
    [churn[1], MARK, 'x'],
    [MARK, 1, 'x'],
  ];
  const text = ['prediction_id,actual_outcome,customer', ...rows.map((row) => row.join())].join('\n');
  await mkdir(join(runtime.directory, 'outcomes-inbox/batch'), { recursive: true });
  await writeFile(join(runtime.directory, 'outcomes-inbox/batch/may.csv'), `${text}\n`);
}

test('no value that is sensitive is kept, pushed, printed or logged, whatever comes and whatever is made of it', async () => {
  const console = jest.spyOn(globalThis.console, 'log').mockImplementation((line) => void (printed += line));
  const [predictHandler, feedback] = await Promise.all([
    openPredictHandler(runtime),
    openFeedbackHandler(runtime),
  ]);
  const { churn, sentiment } = await predict(predictHandler);
  await tellOutcomes(feedback, churn, sentiment);
  await dropFile(churn);
  const opened = await openOutcomes(runtime);
  const outcomes = createOutcomes({ ...opened, settleMs: 0 });
  printed += JSON.stringify(await outcomes({}));
  const dependencies = await openNightly(runtime);
  const date = new Date().toISOString().slice(0, 10);
  const nights = [
    await createNightly(dependencies)({ hourly: true }),
    await createNightly({ ...dependencies, now: () => Date.now() + DAY_MS })({ date }),
  ];
  printed += JSON.stringify(nights);
  printed += JSON.stringify(await createKeeper(await openKeeper(runtime))({}));
  console.mockRestore();

  await run('baseline', '--model', 'sentiment', '--from-production', `${date}..${date}`);
  const out = await temporaryDirectory();
  const days = ['--from', date, '--to', date];
  await run('export', '--model', 'sentiment', ...days, '--out', join(out, 'predictions.ndjson'));
  await run('export', '--model', 'churn', ...days, '--out', join(out, 'churn.csv'));
  await run('export', '--model', 'sentiment', ...days, '--performance', '--out', join(out, 'days.csv'));

  const texts = await storeTexts(runtime.store);
  const folders = new Set([...texts.keys()].map((key) => key.split('/')[0]));
  for (const folder of [
    'archive',
    'cohorts',
    'entities',
    'log',
    'profiles',
    'references',
    'reports',
    'review',
    'taken',
  ])
    expect(folders).toContain(folder);
  // A file of outcomes says what its sender put into it, and what was wrong with it is said beside it.
  expect(foldersWith(texts, MARK)).toEqual(['outcomes-rejected']);
  const noted = [...texts].filter(([, text]) => text.includes(NOTE)).map(([key]) => key);
  expect(noted).toEqual([expect.stringMatching(/^log\/feedback\//)]);
  for (const name of ['predictions.ndjson', 'churn.csv', 'days.csv'])
    printed += await readFile(join(out, name), 'utf8');
  const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
  expect(metrics).toContain('model_feedback_total');
  expect(printed.length).toBeGreaterThan(10_000);
  for (const text of [printed, metrics, JSON.stringify(runtime.logged)]) {
    expect(text).not.toContain(MARK);
    expect(text).not.toContain(NOTE);
  }
});
