import { ProblemError } from '../../lib/http/problem.ts';
import type { LogEnvironment } from '../../lib/log/environment.ts';
import { IdempotencyKeys } from '../../lib/log/idempotency.ts';
import type { PredictionRecord } from '../../lib/log/record.ts';
import { decodeRecords } from '../../lib/log/segment.ts';
import { LogWriter } from '../../lib/log/writer.ts';
import { contribution } from '../../lib/metrics/contribution.ts';
import { StoreUnavailableError } from '../../lib/store/errors.ts';
import { seededRandom } from './random.ts';
import { Scheduler } from './scheduler.ts';
import { SimulatedStore } from './simulated-store.ts';

const FAULTS = { lost: 0.04, late: 0.08, answerLost: 0.06, falsePrecondition: 0.03, readFails: 0.02 };
const SETTINGS = {
  idleMs: 90_000,
  maxSegmentBytes: 2_000,
  maxSegmentRecords: 4,
  commitDeadlineMs: 60_000,
  seedingMs: 16_000,
};
const START = Date.parse('2026-11-20T12:50:00Z');
const KEYS = 3;
const ENVIRONMENTS = 4;
const TRIES = 5;

export interface IdempotencyResult {
  violations: string[];
  answered: number;
  /** Answers that were read from the log. */
  repeated: number;
  inProgress: number;
  failed: number;
}

/** Clients that send the same few requests again and again, to several environments at once, over a store that fails. */
export async function simulateIdempotency(seed: number): Promise<IdempotencyResult> {
  const random = seededRandom(seed);
  const scheduler = new Scheduler(random, START, 0.005);
  const store = new SimulatedStore(scheduler, FAULTS);
  const result: IdempotencyResult = { violations: [], answered: 0, repeated: 0, inProgress: 0, failed: 0 };
  const answers = new Map<string, string>();
  let ids = 0;
  const newId = (): string => (++ids).toString(36).padStart(10, '0');

  for (let i = 0; i < ENVIRONMENTS; i++) {
    const actor = `environment${i}`;
    const environment: LogEnvironment = {
      functionName: 'predict',
      store: store.for(actor),
      settings: SETTINGS,
      series: {},
      contribution,
      publish: async () => false,
      now: () => scheduler.now,
      random,
      newId,
      sleep: (ms) => scheduler.step(actor, ms),
    };
    const writer = new LogWriter(environment);
    const keys = new IdempotencyKeys(environment.store, 'predict', newId);

    const request = async (key: string): Promise<void> => {
      const rows = 1 + (key.charCodeAt(0) % 2);
      const begun = await keys.begin(key, `request ${key}`);
      const records =
        'records' in begun
          ? begun.records
          : await writer.commit({
              cut: ({ time, id }) => Array.from({ length: rows }, () => record(key, id('m'), time)),
              prepare: begun.prepare,
            });
      result.answered++;
      if ('records' in begun) result.repeated++;
      const answer = JSON.stringify(records);
      if ((answers.get(key) ?? answer) !== answer)
        result.violations.push(`${key}: ${answers.get(key)} and ${answer}`);
      answers.set(key, answer);
    };
    scheduler.actor(actor, async () => {
      for (let j = 0; j < TRIES; j++) {
        const wanted = Array.from({ length: 1 + scheduler.int(2) }, () => 'abc'[scheduler.int(KEYS)]!);
        await Promise.all(wanted.map((key) => request(key).catch((error) => count(error, result))));
        await scheduler.step(actor, scheduler.int(30_000));
      }
    });
  }
  await scheduler.run();

  for (const key of 'abc') {
    const stored = [...store.objects]
      .filter(([path]) => path.startsWith('log/'))
      .flatMap(([, { body }]) => decodeRecords(body) as PredictionRecord[])
      .filter(({ features }) => features.key === key);
    const expected = 1 + (key.charCodeAt(0) % 2);
    if (stored.length > expected) result.violations.push(`${key}: ${stored.map(({ id }) => id)}`);
    if (answers.has(key) && JSON.stringify(stored) !== answers.get(key)) {
      result.violations.push(
        `${key}: ${answers.get(key)} was answered, the log has ${JSON.stringify(stored)}`,
      );
    }
  }
  result.violations.push(...scheduler.errors);
  return result;
}

function count(error: unknown, result: IdempotencyResult): void {
  if (error instanceof StoreUnavailableError) result.failed++;
  else if (error instanceof ProblemError && error.problem.reason === 'in_progress') result.inProgress++;
  else throw error;
}

const record = (key: string, id: string, time: number): PredictionRecord => ({
  type: 'prediction',
  id,
  time: new Date(time).toISOString(),
  model: 'm',
  version: '1',
  features: { key },
  label: 1,
  score: 0.5,
  probabilities: [],
});
