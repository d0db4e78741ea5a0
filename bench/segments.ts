// How large should a segment grow? A commit re-puts it whole, so large ones cost more with every commit; small ones cost
// more with every later read. Single-row commits, one after the other, on LocalStack's S3.
//
//   npm run bench:segments -- [--commits 1500] [--json]
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeBucket } from '../infra/demo/bucket.ts';
import { setEnvironment } from '../infra/local/environment.ts';
import { startServices } from '../infra/local/services.ts';
import type { Cutter } from '../lib/log/entry.ts';
import type { PredictionRecord } from '../lib/log/record.ts';
import { PREDICT_METRICS } from '../lib/metrics/catalogue-log.ts';
import { FunctionLog } from '../lib/runtime/function-log.ts';
import { SEGMENT_LIMITS } from '../lib/runtime/open.ts';
import { S3Store } from '../lib/store/s3.ts';
import type { Store } from '../lib/store/store.ts';
import { ownPrograms } from './support/own-programs.ts';
import { median, printTable, type Result, report, result } from './support/report.ts';

const { values: flags } = parseArgs({
  options: { commits: { type: 'string', default: '1500' }, json: { type: 'boolean', default: false } },
});
const commits = Number(flags.commits);
/** The second is the one in use (lib/runtime/open.ts). */
const LIMITS = [
  { maxSegmentBytes: 32 * 1024, maxSegmentRecords: 60 },
  SEGMENT_LIMITS,
  { maxSegmentBytes: 256 * 1024, maxSegmentRecords: 500 },
  { maxSegmentBytes: 1024 * 1024, maxSegmentRecords: 2000 },
];

const directory = await mkdtemp(join(tmpdir(), 'driftgate-bench-'));
const root = join(import.meta.dirname, '..');
const environment = ownPrograms();
const services = await startServices({
  names: ['localstack'],
  root,
  directory,
  environment,
  log: console.log,
  ports: 'free',
});
setEnvironment({ AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });
try {
  const rows: (string | number)[][] = [];
  const results: Result[] = [];
  for (const [i, limits] of LIMITS.entries()) {
    const bucket = `segments-${i}`;
    await makeBucket(services.localstack.url, bucket);
    const store = new S3Store({
      bucket,
      endpoint: services.localstack.url,
      region: 'us-east-1',
      forcePathStyle: true,
    });
    const times = await commitAll(store, limits);
    const { objects, ms } = await readAll(store);
    const name = `${limits.maxSegmentBytes / 1024} KB / ${limits.maxSegmentRecords} records`;
    const p95 = times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)]!;
    const perDay = Math.ceil((objects / commits) * 100_000);
    rows.push([name, median(times), p95, objects, perDay, ms]);
    const used = i === 1;
    results.push(result(`${name}: commit`, median(times), 'ms (median)'));
    results.push(
      result(`${name}: objects of 100,000 predictions`, perDay, 'objects', used ? '<= 999' : undefined),
    );
    results.push(result(`${name}: reading them all back`, ms, 'ms'));
  }
  console.log('');
  printTable(
    ['limit', 'commit ms (median)', 'commit ms (p95)', 'objects', 'objects of 100,000', 'read all ms'],
    rows,
  );
  report('segments', results);
} finally {
  await services.stop();
  await rm(directory, { recursive: true, force: true });
}

async function commitAll(store: Store, limits: (typeof LIMITS)[number]): Promise<number[]> {
  const log = new FunctionLog({
    functionName: 'predict',
    store,
    gateway: undefined,
    definitions: Object.values(PREDICT_METRICS),
    seeds: [],
    settings: { ...limits, idleMs: 90_000, commitDeadlineMs: 20_000, seedingMs: 1_000 },
    logger: () => undefined,
  });
  await log.open();
  const times: number[] = [];
  for (let i = 0; i < commits; i++) {
    const cut = ({ time, id }: Cutter) => [prediction(i, id('m'), time)];
    const started = performance.now();
    await log.commit({ cut }, () => prediction(i, '', 0));
    times.push(performance.now() - started);
  }
  return times;
}

async function readAll(store: Store): Promise<{ objects: number; ms: number }> {
  const started = performance.now();
  let objects = 0;
  for await (const { key } of store.list('log/')) {
    await store.get(key);
    objects++;
  }
  return { objects, ms: performance.now() - started };
}

function prediction(i: number, id: string, time: number): PredictionRecord {
  return {
    type: 'prediction',
    id,
    time: new Date(time).toISOString(),
    model: 'm',
    version: '1.0.0',
    features: {
      age: 35,
      income: 75_000 + i,
      loan_amount: 25_000,
      loan_term: 36,
      credit_score: 720,
      employment_status: 1,
    },
    label: i % 2,
    score: 0.9600369930267334,
    probabilities: [0.0399630069732666, 0.9600369930267334],
    request: { rows: 1, latency_us: 1_500 },
  };
}
