import { simulate } from '../support/log-simulation.ts';

const SCHEDULES = 1_000;

test(`${SCHEDULES} random schedules: what was erased is nowhere, nothing else is lost or doubled, totals exact`, async () => {
  const sum = { records: 0, answered: 0, erased: 0 };
  for (let seed = 1; seed <= SCHEDULES; seed++) {
    const { violations, ...counts } = await simulate(seed, {}, { erasers: 2 });
    if (violations.length > 0) throw new Error(`seed ${seed}: ${violations.join('\n')}`);
    for (const key of ['records', 'answered', 'erased'] as const) sum[key] += counts[key];
  }
  expect(sum.answered).toBeGreaterThan(5 * SCHEDULES);
  expect(sum.erased).toBeGreaterThan(2 * SCHEDULES);
});
