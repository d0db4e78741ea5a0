import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditLog } from '../../lib/log/audit.ts';
import { findRecord } from '../../lib/log/find.ts';
import { parseId } from '../../lib/log/id.ts';
import type { PredictionRecord } from '../../lib/log/record.ts';
import { sumTotals } from '../../lib/log/totals.ts';
import { PREDICT_METRICS } from '../../lib/metrics/catalogue-log.ts';
import { contribution } from '../../lib/metrics/contribution.ts';
import { predictSeeds } from '../../lib/metrics/seeds.ts';
import { readModels } from '../../lib/model/registry.ts';
import { FunctionLog } from '../../lib/runtime/function-log.ts';
import { SEGMENT_LIMITS } from '../../lib/runtime/open.ts';
import { FileStore } from '../../lib/store/file.ts';

const PREDICTIONS = 100_000;
const ENVIRONMENTS = 4;
const AT_ONCE = 150;

test('a day of 100,000 predictions makes hundreds of objects, and every one is found by its id', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'driftgate-day-'));
  const store = new FileStore(directory);
  const [definition] = [...(await readModels('models')).values()].map((folder) => folder.definition);
  const ids: string[] = [];
  let next = 0;
  const environment = async (): Promise<void> => {
    const log = new FunctionLog({
      functionName: 'predict',
      store,
      gateway: undefined,
      definitions: Object.values(PREDICT_METRICS),
      seeds: predictSeeds([definition!]),
      settings: { ...SEGMENT_LIMITS, idleMs: 90_000, commitDeadlineMs: 20_000, seedingMs: 1_000 },
      logger: () => undefined,
    });
    const request = async (): Promise<void> => {
      while (next < PREDICTIONS) {
        const record = prediction(next++);
        const cut = ({ time, id }: { time: number; id(model: string): string }) => [
          { ...record, id: id('m'), time: new Date(time).toISOString() },
        ];
        const [done] = (await log.commit({ cut }, () => record)) as PredictionRecord[];
        ids.push(done!.id);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, request));
  };
  try {
    await Promise.all(Array.from({ length: ENVIRONMENTS }, environment));
    const { segments, folded, stated, records } = await auditLog(store, 'predict', contribution);
    expect(records.length).toBe(PREDICTIONS);
    expect(new Set(ids).size).toBe(PREDICTIONS);
    expect(segments).toBeGreaterThan(50);
    expect(segments).toBeLessThan(1_000);
    expect(sumTotals(stated.values())).toEqual(sumTotals(folded.values()));
    expect(sumTotals(stated.values()).counters.model_requests_total).toEqual({ m: PREDICTIONS });
    for (let i = 0; i < PREDICTIONS; i += 997) {
      const id = ids[i]!;
      expect(await findRecord(store, id, parseId(id, 'predict')!)).toMatchObject({ id, type: 'prediction' });
    }
    console.log(`${PREDICTIONS} predictions lie in ${segments} segments`);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});

const prediction = (i: number): PredictionRecord => ({
  type: 'prediction',
  id: '',
  time: '',
  model: 'm',
  version: '1.0.0',
  features: {
    age: 18 + (i % 60),
    income: 20_000 + i,
    loan_amount: 5_000 + i,
    loan_term: 36,
    credit_score: 300 + (i % 550),
  },
  label: i % 2,
  score: (i % 1000) / 1000,
  probabilities: [1 - (i % 1000) / 1000, (i % 1000) / 1000],
  request: { rows: 1, latency_us: 1000 + (i % 5000) },
});
