import { setTimeout as sleep } from 'node:timers/promises';
import { dateOf } from '../../lib/nightly/dates.ts';

/** What a file of tests takes where others use the machine too. */
const LEAST_MS = 180_000;

/** The date, in UTC, until long enough from now. */
export const dayOfTests = (): string => dateOf(Date.now() + LEAST_MS);

/** Waits until it is this date, where the one before is about to end: what is predicted and what is asked for is of one. */
export const awayFromMidnight = (day = dayOfTests()): Promise<void> =>
  sleep(Math.max(0, Date.parse(day) - Date.now()));
