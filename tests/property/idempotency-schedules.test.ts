import { simulateIdempotency } from '../support/handler-idempotency-simulation.ts';

const SCHEDULES = 400;

test(`${SCHEDULES} random schedules: a key has one answer, and its records are in the log once`, async () => {
  const sum = { answered: 0, repeated: 0, inProgress: 0, failed: 0 };
  for (let seed = 1; seed <= SCHEDULES; seed++) {
    const { violations, ...counts } = await simulateIdempotency(seed);
    if (violations.length > 0) throw new Error(`seed ${seed}: ${violations.join('\n')}`);
    for (const key of ['answered', 'repeated', 'inProgress', 'failed'] as const) sum[key] += counts[key];
  }
  // The schedules must have been worth running.
  expect(sum.repeated).toBeGreaterThan(2 * SCHEDULES);
  expect(sum.answered - sum.repeated).toBeGreaterThan(2 * SCHEDULES);
  expect(sum.inProgress).toBeGreaterThan(SCHEDULES);
  expect(sum.failed).toBeGreaterThan(SCHEDULES / 20);
});
