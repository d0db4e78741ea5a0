import { entityHash } from '../../lib/entities/entity-hash.ts';
import { entityKey } from '../../lib/entities/entity-key.ts';
import { auditLog } from '../../lib/log/audit.ts';
import type { LogEnvironment } from '../../lib/log/environment.ts';
import { parseId } from '../../lib/log/id.ts';
import { IdempotencyKeys } from '../../lib/log/idempotency.ts';
import { OwingLog } from '../../lib/log/owing.ts';
import type { LogRecord, OutcomeRecord, PredictionRecord } from '../../lib/log/record.ts';
import { LogWriter } from '../../lib/log/writer.ts';
import { contribution } from '../../lib/metrics/contribution.ts';
import type { ModelDefinition } from '../../lib/model/definition.ts';
import type { FormerVersions } from '../../lib/model/former-versions.ts';
import { jobKeys } from '../../lib/outcomes/functions.ts';
import { OutcomeIngest } from '../../lib/outcomes/ingest.ts';
import { parseSources } from '../../lib/outcomes/parse-sources.ts';
import type { OutcomeRow } from '../../lib/outcomes/row.ts';
import type { MappedSource } from '../../lib/outcomes/source.ts';
import type { Store } from '../../lib/store/store.ts';
import { handlerModel } from './handler-model.ts';

export const HASH_KEY = 'a key of the tests';

/** Time goes on by itself, a little with every look at it. */
export class Clock {
  time = Date.parse('2026-11-21T12:00:00Z');
  now = (): number => ++this.time;
}

let ids = 0;
const newId = (): string => (++ids).toString(36).padStart(10, '0');

/** The environment of a log over any store, in which nothing is ever too young to be taken over. */
export const logEnvironment = (
  functionName: string,
  store: Store,
  clock = new Clock(),
  settings: Partial<LogEnvironment['settings']> = {},
): LogEnvironment => ({
  functionName,
  store,
  settings: {
    idleMs: -1,
    maxSegmentBytes: 64 * 1024,
    maxSegmentRecords: 150,
    commitDeadlineMs: 60_000,
    seedingMs: 16_000,
    ...settings,
  },
  series: {},
  contribution,
  publish: async () => false,
  now: clock.now,
  random: () => 0.5,
  newId,
  sleep: async () => undefined,
});

/** A log as functions write it, without their metrics. */
export function openLog(environment: LogEnvironment) {
  const writer = new LogWriter(environment);
  const owing = new OwingLog((entry) => writer.commit(entry));
  return { environment, commit: owing.commit.bind(owing), owing: owing.owing.bind(owing) };
}

export interface IngestOptions {
  definitions?: ModelDefinition[];
  functionName?: string;
  settings?: Partial<LogEnvironment['settings']>;
  inFlightMs?: number;
  environment?: LogEnvironment;
  hashKey?: string;
  /** Undefined: models come with the code. */
  former?: FormerVersions;
}

/** The way into the outcome log, as a new environment opens it. */
export function openIngest(store: Store, clock = new Clock(), options: IngestOptions = {}): OutcomeIngest {
  const { definitions = [handlerModel()], functionName = 'outcomes', inFlightMs = 0 } = options;
  const environment = options.environment ?? logEnvironment(functionName, store, clock, options.settings);
  const keys = new IdempotencyKeys(store, functionName, environment.newId, {
    ...jobKeys(functionName),
    inFlightMs,
  });
  const models = new Map(definitions.map((definition) => [definition.name, definition]));
  return new OutcomeIngest({
    models,
    former: options.former,
    store,
    hashKey: options.hashKey ?? HASH_KEY,
    log: openLog(environment),
    keys,
  });
}

/** A source as a configuration has it, of rows by prediction id unless told otherwise. */
export function sourceOf(change: Record<string, unknown> = {}): MappedSource {
  const mapping = { prediction_id: 'id', outcome: 'o', predicted: 'p', time: 't' };
  const source = { name: 'files', kind: 'file', confidence: 0.9, mapping, ...change };
  return parseSources({ sources: [source] }, 'test').at(-1) as MappedSource;
}

export interface Prediction {
  label: number;
  entityId?: string;
  model?: string;
  /** Its key is written, and the prediction is not. */
  isLost?: boolean;
}

/** Writes predictions as `predict` does, each in a commit of its own, and returns their records. */
export async function writePredictions(
  store: Store,
  predictions: readonly Prediction[],
  clock = new Clock(),
): Promise<PredictionRecord[]> {
  const log = openLog(logEnvironment('predict', store, clock, { maxSegmentRecords: 3 }));
  const written: PredictionRecord[] = [];
  for (const { label, entityId, model = 'm', isLost = false } of predictions) {
    const put = async (records: LogRecord[]) => {
      const { id, time } = records[0] as PredictionRecord;
      if (entityId !== undefined)
        await store.put(entityKey(model, entityHash(entityId, HASH_KEY), Date.parse(time), id), '');
      written.push(records[0] as PredictionRecord);
      if (isLost) throw new Error('lost');
    };
    await log
      .commit({
        cut: ({ time, id }) => [
          {
            type: 'prediction',
            id: id(model),
            time: new Date(time).toISOString(),
            model,
            version: '1.0.0',
            features: { age: 30 },
            label,
            score: label === 1 ? 0.75 : 0.25,
            probabilities: label === 1 ? [0.25, 0.75] : [0.75, 0.25],
          },
        ],
        prepare: put,
      })
      .catch((error: unknown) => {
        if (!isLost) throw error;
      });
  }
  return written;
}

/** A row about a prediction. */
export const rowOf = (
  { id, model }: Pick<PredictionRecord, 'id' | 'model'>,
  actual: unknown,
  more: Partial<OutcomeRow> = {},
): OutcomeRow => ({
  at: id,
  model,
  subject: { predictionId: id, place: parseId(id, 'predict')! },
  actual,
  ...more,
});

/** Everything in an outcome log. Its totals are what its records add up to, or the test fails. */
export async function readOutcomes(store: Store, functionName = 'outcomes') {
  const audit = await auditLog(store, functionName, contribution);
  for (const [slot, totals] of audit.folded)
    expect({ slot, totals: audit.stated.get(slot) }).toEqual({ slot, totals });
  const outcomes = audit.records.filter((record): record is OutcomeRecord => record.type === 'outcome');
  const rejected: Record<string, number> = {};
  for (const record of audit.records) {
    if (record.type !== 'rejected_outcome') continue;
    const name = `${record.model} ${record.source} ${record.reason}`;
    rejected[name] = (rejected[name] ?? 0) + (record.count ?? 1);
  }
  return { records: audit.records, outcomes, rejected };
}
