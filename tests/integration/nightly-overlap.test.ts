import type { Cohort } from '../../lib/archive/cohort.ts';
import { cohortKey, reportKey, storedGaugesKey } from '../../lib/archive/keys.ts';
import type { Sample } from '../../lib/metrics/sample.ts';
import type { MonitoredModel } from '../../lib/nightly/job.ts';
import type { Report } from '../../lib/nightly/report.ts';
import { monitoredAlpha, nightlyJob, writeAlphaDay } from '../support/alpha-days.ts';
import { MemoryStore } from '../support/memory-store.ts';

const [D1, D2] = ['2026-11-18', '2026-11-19'];
const NIGHT_1 = Date.parse('2026-11-19T01:15:00Z');
const NIGHT_2 = Date.parse('2026-11-20T01:15:00Z');
const KEY = storedGaugesKey('alpha');

let models: Map<string, MonitoredModel>;
let store: MemoryStore;

beforeAll(async () => {
  models = new Map([['alpha', await monitoredAlpha()]]);
});

beforeEach(async () => {
  store = new MemoryStore();
  await writeAlphaDay(store, D1);
  await nightlyJob(store, models).run({ date: D1 }, NIGHT_1);
});

const lastSuccess = (samples: readonly Sample[]) =>
  samples.find(({ name }) => name === 'nightly_last_success_timestamp_seconds')?.value;

test('an hourly run keeps the last success of a nightly run that stores its gauges meanwhile', async () => {
  const ofNight = store.json<Sample[]>(KEY);
  const newer = ofNight.map((sample) =>
    sample.name === 'nightly_last_success_timestamp_seconds' ? { ...sample, value: NIGHT_2 / 1000 } : sample,
  );
  let puts = 0;
  store.intercept = (operation, key) => {
    if (operation === 'put' && key === KEY && puts++ === 0) {
      store.objects.set(KEY, Buffer.from(JSON.stringify(newer)));
    }
  };
  const { run, published } = nightlyJob(store, models);
  await run({ hourly: true }, NIGHT_2);
  expect(puts).toBe(2);
  expect(lastSuccess(store.json<Sample[]>(KEY))).toBe(NIGHT_2 / 1000);
  expect(published.map(lastSuccess)).toEqual([NIGHT_2 / 1000]);
});

test('an hourly run that publishes after the nightly one leaves its last success in the gateway', async () => {
  const night = nightlyJob(store, models);
  const gateway: Sample[][] = [];
  const { run } = nightlyJob(store, models, {
    gauges: {
      publish: async (_, samples) => {
        if (gateway.length === 0) {
          await night.run({ date: D1 }, NIGHT_2);
          gateway.push(...night.published);
        }
        gateway.push(samples);
      },
    },
  });
  await run({ hourly: true }, NIGHT_2);
  expect(gateway.map(lastSuccess)).toEqual([NIGHT_2 / 1000, NIGHT_1 / 1000, NIGHT_2 / 1000]);
});

const SPOILED: [string, Partial<Cohort>][] = [
  ['of fewer outcomes', { received: ['2026-11-17'], outcomes: 3, profiles: [] }],
  ['over the bins of another reference', { reference: 'another', outcomes: 3, profiles: [] }],
  ['of another format', { format: 2 as 3, outcomes: 3, profiles: [] }],
];

test.each(SPOILED)('a stored cohort %s is not the newest one as it is', async (_, change) => {
  const { newest } = store.json<Report>(reportKey('alpha', D1)).performance;
  expect(newest).toMatchObject({ date: D1, outcomes: 30, labelled: 30 });
  const key = cohortKey('alpha', D1);
  await store.put(key, JSON.stringify({ ...store.json<Cohort>(key), ...change }));
  await nightlyJob(store, models).run({ date: D2 }, NIGHT_2);
  expect(store.json<Report>(reportKey('alpha', D2)).performance.newest).toEqual(newest);
});
