import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHandler } from '../../functions/nightly.ts';
import { addDays, datesFrom } from '../../lib/nightly/dates.ts';
import type { MonitoredModel } from '../../lib/nightly/job.ts';
import { refusedSince, refusedValues } from '../../lib/nightly/refused.ts';
import type { Report } from '../../lib/nightly/report.ts';
import { openDatabase } from '../../lib/profile/duckdb.ts';
import { MemoryStore } from '../support/memory-store.ts';
import {
  ALPHA,
  alphaFeatures,
  monitored,
  predictionRecord,
  scoreOf,
  segmentText,
} from '../support/nightly-fixture.ts';
import { seededRandom } from '../support/random.ts';

const LAST = '2026-11-19';
const WEEK = datesFrom(addDays(LAST, -6), LAST);

let tmp: string;
let model: MonitoredModel;
beforeAll(async () => {
  tmp = await mkdtemp(join(tmpdir(), 'driftgate-test-'));
  const database = await openDatabase(tmp);
  model = await monitored(database, tmp, ALPHA, (random) => alphaFeatures(random));
  database.close();
});
afterAll(() => rm(tmp, { recursive: true, force: true }));

test('refused values are of the same window as the accepted ones', async () => {
  const store = new MemoryStore();
  const random = seededRandom(3);
  for (const date of WEEK) {
    const time = `${date}T10:00:00.000Z`;
    const predictions = Array.from({ length: 20 }, (_, i) =>
      predictionRecord('alpha', `${date}-${i}`, time, '1.1.0', alphaFeatures(random), scoreOf(random)),
    );
    const refused = Array.from({ length: 20 }, (_, i) => ({
      type: 'rejected',
      id: `refused-${date}-${i}`,
      model: 'alpha',
      time,
      reason: 'validation_failed',
      checks: [{ feature: 'age', check: 'wrong_type', count: 1 }],
    }));
    await store.put(`log/predict/dt=${date}/hour=10/0-a-0.ndjson`, segmentText([...predictions, ...refused]));
  }
  const handler = createHandler({
    store,
    models: new Map([['alpha', model]]),
    refused: new Map(),
    gauges: { publish: async () => undefined },
    prometheus: undefined,
    validate: async () => ({ rows: 0, accuracy: 0, recorded_accuracy: 0, agrees: true }),
    events: undefined,
    secondReviewShare: 0,
    now: () => Date.parse(`${addDays(LAST, 1)}T01:15:00Z`),
    logger: () => undefined,
    tmp,
  });
  await handler({ from: WEEK[0], to: LAST });
  const report = store.json<Report>(`reports/model=alpha/dt=${LAST}/report.json`);
  expect(report.drift.window).toMatchObject({ days: 7, predictions: 140 });
  expect(report.rejected.checks).toEqual([{ feature: 'age', check: 'wrong_type', count: 20 }]);
  const of = ({ check, feature }: Report['data_quality'][number]) =>
    check === 'data_type_check' && feature === 'age';
  expect(report.data_quality.find(of)).toMatchObject({
    violations: 140,
    values: 280,
    share: 0.5,
    alarm: true,
  });
  expect(report.decision).toMatchObject({ decision: 'watch', reasons: [{ code: 'data_quality' }] });
  expect(report.headline).toContain('more values of age than in the reference are missing or do not fit');
});

test('counts of the same check add up over the days, in the same order whatever came first', async () => {
  const store = new MemoryStore();
  const put = (date: string, checks: Report['rejected']['checks']) =>
    store.put(`reports/model=m/dt=${date}/report.json`, JSON.stringify({ rejected: { checks } }));
  const age = (count: number) => ({ feature: 'age', check: 'wrong_type', count });
  const extra = (count: number) => ({ feature: null, check: 'unknown_feature', count });
  await put('2026-11-16', [age(1000)]);
  await put('2026-11-17', [extra(3), age(2)]);
  expect(await refusedValues(store, 'm', '2026-11-17', LAST, [age(5)])).toEqual([age(7), extra(3)]);
  expect(await refusedValues(store, 'm', LAST, LAST, [extra(1)])).toEqual([extra(1)]);
});

test('what was refused before the version answered is not its own', () => {
  const days = [{ date: '2026-11-01' }, { date: '2026-11-15' }, { date: LAST }];
  expect(refusedSince(days, { from: '2026-11-13' }, LAST)).toBe('2026-11-15');
  expect(refusedSince([], { from: '2026-11-13' }, LAST)).toBe(LAST);
});
