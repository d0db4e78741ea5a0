import { eraseFromSegment } from '../../lib/erasure/segment.ts';
import type { Cutter } from '../../lib/log/entry.ts';
import type { LogEnvironment } from '../../lib/log/environment.ts';
import { parseId, segmentOfId } from '../../lib/log/id.ts';
import { slotKey, slotName } from '../../lib/log/keys.ts';
import { OwingLog } from '../../lib/log/owing.ts';
import type {
  ErasedPredictionRecord,
  LogRecord,
  PredictionRecord,
  RejectedRecord,
} from '../../lib/log/record.ts';
import { decodeHeader, decodeRecords } from '../../lib/log/segment.ts';
import { decodeSlot } from '../../lib/log/slot.ts';
import { tendSlot } from '../../lib/log/tend.ts';
import { addIncrement, emptyTotals, type Totals } from '../../lib/log/totals.ts';
import { LogWriter } from '../../lib/log/writer.ts';
import { PREDICT_METRICS } from '../../lib/metrics/catalogue-log.ts';
import { contribution } from '../../lib/metrics/contribution.ts';
import { SlotPublisher } from '../../lib/metrics/publisher.ts';
import { type Seed, seriesOf } from '../../lib/metrics/seeds.ts';
import { StoreUnavailableError } from '../../lib/store/errors.ts';
import { seededRandom } from './random.ts';
import { Scheduler } from './scheduler.ts';
import { SimulatedGateway, seriesValues, shownValues } from './simulated-gateway.ts';
import { type Faults, SimulatedStore } from './simulated-store.ts';

export interface SimulationResult {
  violations: string[];
  records: number;
  answered: number;
  failed: number;
  /** Failures that a later record tells of. */
  told: number;
  pushes: number;
  /** Of the records, those whose erasure was confirmed. */
  erased: number;
}

const FAULTS: Faults = { lost: 0.04, late: 0.04, answerLost: 0.05, falsePrecondition: 0.03, readFails: 0.02 };
const SETTINGS = {
  idleMs: 90_000,
  maxSegmentBytes: 1_000,
  maxSegmentRecords: 3,
  seedingMs: 16_000,
};
/** Shorter than the idle time, and so long that a writer is fenced off while it still tries. */
const FAILED = 'failed';
const DEADLINES_MS = [20_000, 60_000, 600_000];
// Close to the end of an hour and of a day, so that rotations by the hour happen too.
const START = Date.parse('2026-11-20T23:56:00Z');

/** Every series of a version with these classes. */
function seedsOf(classes: number[]): Seed[] {
  const { requests, success, errors, byClass, latency, values } = PREDICT_METRICS;
  return [
    ...[requests, success, latency, values].map((metric) => ({ metric, labels: ['m'] })),
    { metric: errors, labels: ['m', FAILED] },
    ...classes.map((label) => ({ metric: byClass, labels: ['m', String(label)] })),
  ];
}

/** One schedule of the product's log, publisher and keeper code over a simulated store and gateway. */
export async function simulate(
  seed: number,
  faults: Partial<Faults> = {},
  { erasers = 0 } = {},
): Promise<SimulationResult> {
  const random = seededRandom(seed);
  const scheduler = new Scheduler(random, START + Math.floor(random() * 240_000), 0.01);
  const store = new SimulatedStore(scheduler, { ...FAULTS, ...faults });
  const gateway = new SimulatedGateway(scheduler, SETTINGS.seedingMs);
  const answered: string[] = [];
  const idOf = new Map<string, string>();
  const erased = new Set<string>();
  const commitDeadlineMs = DEADLINES_MS[Math.floor(random() * DEADLINES_MS.length)]!;
  let failed = 0;
  let ids = 0;
  let tags = 0;

  // Halfway another version of the model is published, which knows a class more.
  let published = seriesOf(seedsOf([0]));
  scheduler.actor('publisher of models', async () => {
    await scheduler.step('publisher of models', scheduler.int(400_000));
    published = seriesOf(seedsOf([0, 1]));
  });

  const environment = (actor: string): LogEnvironment => {
    const publisher = new SlotPublisher({
      // Rendering may be where an actor freezes.
      render: async ({ totals }) => {
        const values = JSON.stringify([...shownValues(totals, env.series)]);
        if (scheduler.chance(0.3)) await scheduler.step(actor);
        return values;
      },
      send: (slot, text) => gateway.send(actor, slot, text),
      healthy: () => gateway.healthy(actor),
      now: () => scheduler.now,
      maxAgeMs: SETTINGS.idleMs / 3,
    });
    const env: LogEnvironment = {
      functionName: 'predict',
      store: store.for(actor),
      settings: { ...SETTINGS, commitDeadlineMs },
      series: published,
      contribution,
      publish: (snapshot) => publisher.publish(snapshot),
      now: () => scheduler.now,
      random,
      newId: () => (++ids).toString(36).padStart(10, '0'),
      sleep: (ms) => scheduler.step(actor, ms),
    };
    return env;
  };

  for (let i = 0; i < 2; i++) {
    const actor = `keeper${i}`;
    scheduler.actor(actor, async () => {
      const env = environment(actor);
      for (let j = 0; j < 4; j++) {
        await scheduler.step(actor);
        env.series = published;
        await tendSlot(env, slotName(scheduler.int(4))).catch(tolerateUnavailable);
      }
    });
  }
  for (let i = 0; i < 5; i++) {
    const actor = `environment${i}`;
    scheduler.actor(actor, async () => {
      const env = environment(actor);
      const writer = new LogWriter(env);
      const log = new OwingLog((entry) => writer.commit(entry));
      if (scheduler.chance(0.5)) await writer.open().catch(tolerateUnavailable);
      const rounds = 1 + scheduler.int(6);
      for (let j = 0; j < rounds; j++) {
        if (env.series !== published && scheduler.chance(0.5)) {
          env.series = published;
          writer.republish();
        }
        const commits = Array.from({ length: 1 + scheduler.int(2) }, async () => {
          const mine = Array.from({ length: 1 + scheduler.int(2) }, () => `r${++tags}`);
          try {
            const cut = ({ time, id }: Cutter) => mine.map((tag) => record(tag, id('m'), time));
            const records = await log.commit({ cut }, (time) => failureOf(mine, time));
            answered.push(...records.map((done) => tagOf(done)));
            for (const done of records) idOf.set(tagOf(done), done.id!);
          } catch (error) {
            tolerateUnavailable(error);
            failed++;
          }
        });
        await Promise.all(commits);
        await scheduler.step(actor);
      }
    });
  }
  for (let i = 0; i < erasers; i++) {
    const actor = `eraser${i}`;
    scheduler.actor(actor, async () => {
      const env = environment(actor);
      for (let j = 0; j < 4; j++) {
        await scheduler.step(actor, scheduler.int(150_000));
        const tag = answered[scheduler.int(answered.length)];
        if (tag === undefined) continue;
        const id = idOf.get(tag)!;
        try {
          const key = segmentOfId(parseId(id, 'predict')!);
          await eraseFromSegment(env.store, key, new Set([id]), env.newId());
          erased.add(tag);
        } catch (error) {
          tolerateUnavailable(error);
        }
      }
    });
  }
  await scheduler.run();
  const { violations, records, told } = audit(store, answered, idOf, erased);
  return {
    violations: [...violations, ...gateway.violations, ...scheduler.errors],
    records,
    answered: answered.length,
    failed,
    told,
    pushes: gateway.pushes,
    erased: erased.size,
  };
}

/** What the log says of a request that failed. */
const failureOf = (tags: string[], time: string): RejectedRecord => ({
  type: 'rejected',
  time,
  model: 'm',
  reason: FAILED,
  checks: tags.map((tag) => ({ feature: tag, check: FAILED, count: 1 })),
});

function tolerateUnavailable(error: unknown): void {
  if (!(error instanceof StoreUnavailableError)) throw error;
}

const record = (tag: string, id: string, time: number): PredictionRecord => ({
  type: 'prediction',
  id,
  time: new Date(time).toISOString(),
  model: 'm',
  version: '1',
  features: { tag },
  label: Number(tag.slice(1)) % 2,
  score: (Number(tag.slice(1)) % 10) / 10,
  probabilities: [],
  request: { rows: 1, latency_us: Number(tag.slice(1)) },
});

type Logged = PredictionRecord | RejectedRecord | ErasedPredictionRecord;

const tagOf = (done: LogRecord): string => String((done as PredictionRecord).features.tag);

/**
 * Every answered record once in the log, or a tombstone in its place; what was erased nowhere; the totals of every slot the
 * fold of its records.
 */
function audit(
  store: SimulatedStore,
  answered: string[],
  idOf: ReadonlyMap<string, string>,
  erased: ReadonlySet<string>,
): { violations: string[]; records: number; told: number } {
  const violations: string[] = [];
  const seen = new Map<string, number>();
  const ids = new Set<string>();
  const told: string[] = [];
  const tombstones: string[] = [];
  const folds = new Map<string, Totals>();
  for (const [key, { body }] of store.objects) {
    if (!key.startsWith('log/')) continue;
    const { slot } = decodeHeader(body, key);
    if (!folds.has(slot)) folds.set(slot, emptyTotals());
    const fold = folds.get(slot)!;
    for (const tag of erased)
      if (body.includes(`{"tag":"${tag}"}`)) violations.push(`${tag} was erased, and is in ${key}`);
    for (const done of decodeRecords(body) as Logged[]) {
      for (const increment of contribution(done)) addIncrement(fold, increment);
      if (done.type === 'rejected') {
        for (const { feature } of done.checks) told.push(feature!);
        continue;
      }
      if (done.type === 'erased_prediction') {
        tombstones.push(done.id);
        continue;
      }
      seen.set(tagOf(done), (seen.get(tagOf(done)) ?? 0) + 1);
      ids.add(done.id);
      const day = key.split('/')[2]!.slice(3);
      if (!done.time.startsWith(day)) violations.push(`${done.id} of ${done.time} lies in ${key}`);
    }
  }
  // A failure that is told of must have been one, and is told of once.
  for (const tag of told) if (seen.has(tag)) violations.push(`${tag} is told to have failed, and is in`);
  if (new Set(told).size !== told.length) violations.push('a failure is told of twice');
  for (const tag of answered) {
    const times = tombstones.filter((id) => id === idOf.get(tag)).length + (seen.has(tag) ? 1 : 0);
    if (times === 0) violations.push(`lost ${tag}`);
    if (times > 1) violations.push(`${tag} is there beside its tombstone`);
  }
  if (tombstones.length < erased.size)
    violations.push(`${erased.size} erased records left ${tombstones.length} tombstones`);
  for (const [tag, times] of seen) if (times > 1) violations.push(`${tag} is there ${times} times`);
  if (ids.size !== seen.size) violations.push(`${seen.size} records have ${ids.size} ids`);
  for (const slot of new Set([...folds.keys()])) {
    const key = slotKey('predict', slot);
    const pointer = decodeSlot(store.objects.get(key)!.body, key);
    const segment = pointer.segment ? store.objects.get(pointer.segment) : undefined;
    const totals = segment ? decodeHeader(segment.body, pointer.segment!).totals : pointer.totals;
    const want = JSON.stringify([...seriesValues(folds.get(slot)!)].sort());
    const have = JSON.stringify([...seriesValues(totals)].sort());
    if (want !== have) violations.push(`slot ${slot}: totals ${have} but its records give ${want}`);
  }
  return { violations, records: seen.size + tombstones.length, told: told.length };
}
