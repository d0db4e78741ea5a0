import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createHandler as createNightly } from '../../functions/nightly.ts';
import { createHandler as createPredict } from '../../functions/predict.ts';
import type { PredictionRecord } from '../../lib/log/record.ts';
import { featureGauges } from '../../lib/metrics/catalogue-gauges.ts';
import { FeatureGauges } from '../../lib/metrics/feature-gauges.ts';
import type { Sample } from '../../lib/metrics/sample.ts';
import { readModels } from '../../lib/model/registry.ts';
import type { Report } from '../../lib/nightly/report.ts';
import { openDatabase } from '../../lib/profile/duckdb.ts';
import { openNightly } from '../../lib/runtime/open-nightly.ts';
import { openPredict } from '../../lib/runtime/open-predict.ts';
import { expectProblem, type HttpHandler, infer, post, send } from '../support/handler-event.ts';
import {
  auditedLog,
  openFeedbackHandler,
  type TestRuntime,
  temporaryDirectory,
  testRuntime,
} from '../support/handler-runtime.ts';
import { awayFromMidnight } from '../support/midnight.ts';

const TEXT = 'What a WONDERFUL day with Xanthippe 😀';
const NUMBERS = { text__characters: 37, text__tokens: 5, text__oov_ratio: 0.2 };
const DERIVED = Object.keys(NUMBERS);
let runtime: TestRuntime;
let predict: HttpHandler;
let seen: Sample[];

beforeAll(async () => {
  await awayFromMidnight();
  const base = await testRuntime();
  const { definition, directory } = (await readModels('models')).get('sentiment')!;
  runtime = {
    ...base,
    config: { ...base.config, defaultModel: 'sentiment' },
    models: new Map([['sentiment', { definition, directory }]]),
    definitions: [definition],
  };
  const publish = async (_: string, samples: Sample[]) => {
    seen = samples;
  };
  const features = new FeatureGauges({ publish }, Date.now);
  predict = createPredict({ ...(await openPredict(runtime)), features }) as HttpHandler;
});

test('a text is answered with a word; its numbers are stored, it is not', async () => {
  const answer = await send(predict, post({ text: TEXT }));
  expect(answer).toMatchObject({ status: 200, body: { model: 'sentiment', label: 'positive' } });
  const { positive, negative } = answer.body.probabilities;
  expect(positive).toBeGreaterThan(0.8);
  expect(positive + negative).toBeCloseTo(1, 6);
  const { records } = await auditedLog(runtime.store, 'predict');
  expect((records[0] as PredictionRecord).features).toEqual({ text: null, ...NUMBERS });
  expect(seen.filter(({ name }) => name.startsWith('model_feature_'))).toEqual(
    Object.entries(NUMBERS).map(([name, value]) => ({ name: `model_feature_${name}`, labels: {}, value })),
  );
  const declared = featureGauges(runtime.definitions[0]!).map(({ name }) => name);
  expect(declared).toEqual(DERIVED.map((name) => `model_feature_${name}`));
});

test('the same through the Open Inference Protocol', async () => {
  const inputs = [{ name: 'text', datatype: 'BYTES', shape: [1], data: [TEXT] }];
  const { status, body } = await send(predict, infer({ inputs }, { model: 'sentiment' }));
  expect({ status, body }).toMatchObject({ status: 200, body: { model_name: 'sentiment' } });
  expect(body.outputs[0]).toMatchObject({ name: 'label', datatype: 'BYTES', data: ['positive'] });
  const { records } = await auditedLog(runtime.store, 'predict');
  expect((records.at(-1) as PredictionRecord).features).toEqual({ text: null, ...NUMBERS });
});

test('an empty text is answered; no text is refused', async () => {
  expect((await send(predict, post({ text: '' }, { model: 'sentiment' }))).status).toBe(200);
  expectProblem(await send(predict, post({ text: null }, { model: 'sentiment' })), 400, 'missing_feature');
});

test('feedback is given in the same words', async () => {
  const feedback = await openFeedbackHandler(runtime);
  const { prediction_id } = (await send(predict, post({ text: 'awful, just awful' }))).body;
  const told = (actual_outcome: unknown) => send(feedback, post({ prediction_id, actual_outcome }));
  expect((await told('negative')).body).toMatchObject({ predicted_outcome: 'negative', correct: true });
  expect((await told('positive')).body).toMatchObject({ actual_outcome: 'positive', correct: false });
  expect((await told('neutral')).status).toBe(422);
  const [outcome] = (await auditedLog(runtime.store, 'feedback')).records;
  expect(outcome).toMatchObject({ prediction: { features: { text: null, text__tokens: 3 } } });
});

test('a batch of 1,000 texts is one request; the night profiles their numbers; no text lies anywhere', async () => {
  const lines = (await readFile('models/sentiment/unseen.ndjson', 'utf8')).trimEnd().split('\n');
  const instances = lines.slice(0, 1_000).map((line) => JSON.parse(line).features as { text: string });
  const answer = await send(predict, post({ instances }));
  expect(answer.body.predictions).toHaveLength(1_000);

  const today = new Date().toISOString().slice(0, 10);
  let gauges: Sample[] = [];
  const nightly = createNightly({
    ...(await openNightly(runtime)),
    tmp: await temporaryDirectory(),
    now: () => Date.now() + 86_400_000,
    gauges: {
      publish: async (_, samples) => {
        gauges = samples;
      },
    },
  });
  await nightly({ date: today });
  const stored = async (key: string) => (await runtime.store.get(key))!.body;
  const report = JSON.parse(
    new TextDecoder().decode(await stored(`reports/model=sentiment/dt=${today}/report.json`)),
  ) as Report;
  expect(report.unprofiled).toEqual([{ feature: 'text', reason: 'text' }]);
  const { features } = report.versions[0]!;
  expect(features.map(({ feature }) => feature)).toEqual(DERIVED);
  for (const { kl_divergence } of features) expect(kl_divergence).toBeLessThan(0.1);
  const drift = gauges.filter(({ name }) => name === 'feature_kl_divergence');
  // The largest impact comes first.
  expect(drift.map(({ labels }) => labels.feature).sort()).toEqual([...DERIVED].sort());

  const database = await openDatabase(await temporaryDirectory());
  const archive = join(runtime.directory, `archive/predictions/model=sentiment/dt=${today}/part-0.parquet`);
  const columns = await database.all<{ name: string; type: string }>(
    `SELECT column_name AS name, column_type AS type FROM (DESCRIBE SELECT * FROM '${archive}')`,
  );
  for (const name of DERIVED) expect(columns).toContainEqual({ name, type: 'DOUBLE' });
  const [counts] = await database.all(
    `SELECT count("text") AS texts, min(text__tokens) AS tokens FROM '${archive}'`,
  );
  database.close();
  expect(counts).toEqual({ texts: 0n, tokens: 0 });

  for (const file of await readdir(runtime.directory, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const content = await readFile(join(file.parentPath, file.name), 'utf8');
    for (const text of ['Xanthippe', 'awful', instances[0]!.text, instances[999]!.text])
      expect({ file: file.name, has: content.includes(text) }).toEqual({ file: file.name, has: false });
  }
});
