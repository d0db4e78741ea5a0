import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHandler } from '../../functions/nightly.ts';
import type { OutcomeRecord, PredictionRecord } from '../../lib/log/record.ts';
import type { Sample } from '../../lib/metrics/sample.ts';
import { decide } from '../../lib/model/decide.ts';
import type { ModelDefinition } from '../../lib/model/definition.ts';
import type { MonitoredModel } from '../../lib/nightly/job.ts';
import type { Report } from '../../lib/nightly/report.ts';
import { buildReference } from '../../lib/profile/build-reference.ts';
import { openDatabase } from '../../lib/profile/duckdb.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { BETA, outcomeRecord, segmentText } from '../support/nightly-fixture.ts';
import { seededRandom } from '../support/random.ts';

const DATE = '2026-11-18';
const ROWS = 600;

const { positive_class: _, threshold: __, ...ofAnyTask } = BETA;
const WEATHER: ModelDefinition = {
  ...ofAnyTask,
  name: 'weather',
  task: 'multiclass',
  classes: ['rain', 'snow', 'sun'],
  outcome_maturity_days: 0,
};

/** Probabilities that are true: each class turns out as often as it was said to. */
function rows(seed: number, n: number) {
  const random = seededRandom(seed);
  return Array.from({ length: n }, () => {
    const weights = WEATHER.classes.map(() => random() ** 3 + 0.01);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const probabilities = weights.map((weight) => weight / total);
    let left = random();
    const actual = WEATHER.classes.find((_of, k) => {
      left -= probabilities[k]!;
      return left < 0;
    });
    const features = { age: random() * 50, region: 1 + Math.floor(random() * 2) };
    return { features, ...decide(WEATHER, probabilities), actual: actual ?? 'sun' };
  });
}

let tmp: string;
beforeAll(async () => {
  tmp = await mkdtemp(join(tmpdir(), 'driftgate-test-'));
});
afterAll(() => rm(tmp, { recursive: true, force: true }));

test('a model of three classes has drift, performance by class and an estimate of its accuracy', async () => {
  const database = await openDatabase(tmp);
  const reference = await buildReference(database, tmp, WEATHER, rows(1, 4000), 'test');
  database.close();
  const predictions = rows(2, ROWS).map(
    ({ actual, ...of }, i): { record: PredictionRecord; actual: string } => ({
      actual: String(actual),
      record: {
        type: 'prediction',
        id: `weather-${String(i).padStart(4, '0')}`,
        model: 'weather',
        time: `${DATE}T10:00:00.000Z`,
        version: WEATHER.version,
        ...of,
      },
    }),
  );
  const outcomes = predictions.map(
    ({ record, actual }): OutcomeRecord => ({
      ...outcomeRecord(record, {
        id: `o-${record.id}`,
        time: `${DATE}T12:00:00.000Z`,
        source: 'api',
        confidence: 0.8,
        actual: 0,
      }),
      actual,
    }),
  );
  const store = new MemoryStore();
  const key = (log: string) => `log/${log}/dt=${DATE}/hour=10/0000-aaaaaaaaaa-0.ndjson`;
  await store.put(key('predict'), segmentText(predictions.map(({ record }) => record)));
  await store.put(key('feedback'), segmentText(outcomes));
  let samples: Sample[] = [];
  const handler = createHandler({
    store,
    models: new Map<string, MonitoredModel>([['weather', { definition: WEATHER, reference }]]),
    refused: new Map(),
    gauges: {
      publish: async (_model, published) => {
        samples = published;
      },
    },
    prometheus: undefined,
    secondReviewShare: 0.1,
    validate: () => Promise.reject(new Error('no model file')),
    events: undefined,
    now: () => Date.parse('2026-11-19T01:15:00Z'),
    logger: () => undefined,
    tmp,
  });
  await handler({ date: DATE });

  const { decision, drift, performance } = store.json<Report>(`reports/model=weather/dt=${DATE}/report.json`);
  expect(decision.decision).toBe('ok');
  expect(drift).toMatchObject({ state: 'sufficient', window: { predictions: ROWS } });
  const { realised, gap, class_balance: balance } = performance.window!;
  const correct = predictions.filter(({ record, actual }) => record.label === actual).length;
  expect(realised).toMatchObject({ labelled: ROWS, correct });
  expect(Object.keys(realised.by_class)).toEqual(['rain', 'snow', 'sun']);
  for (const area of Object.values(realised.auc_by_class)) expect(area!.value).toBeGreaterThan(0.6);

  const isOf = (k: number, actual: string) => (WEATHER.classes[k] === actual ? 1 : 0);
  const errors = predictions.map(({ record: { probabilities }, actual }) =>
    probabilities.reduce((sum, p, k) => sum + (p - isOf(k, actual)) ** 2, 0),
  );
  expect(realised.brier_score).toBeCloseTo(errors.reduce((sum, error) => sum + error, 0) / ROWS, 8);
  const losses = predictions.map(
    ({ record, actual }) => -Math.log(record.probabilities[WEATHER.classes.indexOf(actual)]!),
  );
  expect(realised.log_loss).toBeCloseTo(losses.reduce((sum, loss) => sum + loss, 0) / ROWS, 8);

  const { accuracy, precision } = performance.estimated!;
  expect(precision).toBeNull();
  expect(Math.abs(accuracy.value! - correct / ROWS)).toBeLessThan(4 * accuracy.standard_error!);
  expect(gap!.alerts).toEqual([]);
  expect(balance.reduce((sum, { actual }) => sum + actual, 0)).toBe(ROWS);
  expect(samples.filter(({ name }) => name === 'model_recall')).toHaveLength(3);
  const page = new TextDecoder().decode(
    (await store.get(`reports/model=weather/dt=${DATE}/report.html`))!.body,
  );
  expect(page).toContain('Confusion matrix');
});
