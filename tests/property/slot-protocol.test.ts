import { simulate } from '../support/log-simulation.ts';

const SCHEDULES = Number(process.env.DRIFTGATE_TEST_SCHEDULES ?? 10_000);

test(`${SCHEDULES} random schedules: nothing lost, nothing doubled, totals exact, never back`, async () => {
  const sum = { records: 0, answered: 0, failed: 0, told: 0, pushes: 0 };
  for (let seed = 1; seed <= SCHEDULES; seed++) {
    const { violations, ...counts } = await simulate(seed);
    if (violations.length > 0) throw new Error(`seed ${seed}: ${violations.join('\n')}`);
    for (const key of ['records', 'answered', 'failed', 'told', 'pushes'] as const) sum[key] += counts[key];
  }
  // The schedules must have been worth running: most commits succeed, some fail, and much is published.
  expect(sum.answered).toBeGreaterThan(5 * SCHEDULES);
  expect(sum.failed).toBeGreaterThan(SCHEDULES / 20);
  expect(sum.told).toBeGreaterThan(SCHEDULES / 50);
  expect(sum.pushes).toBeGreaterThan(5 * SCHEDULES);
});

test('without the conditions on puts the same schedules find lost or doubled records', async () => {
  let broken = 0;
  for (let seed = 1; seed <= 200; seed++) {
    if ((await simulate(seed, { ignoreConditions: true })).violations.length > 0) broken++;
  }
  expect(broken).toBeGreaterThan(20);
});
