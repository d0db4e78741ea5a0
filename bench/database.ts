// How long does it take to poll a database for outcomes, and how much memory? A day of predictions of a model with 12
// features, written by the code that writes the log, into a file store; tables in a real PostgreSQL with an outcome of
// each; then the bundle of the function `outcomes` in a fresh process, as on Lambda.
//
//   npm run bench:database -- [--rows 300000] [--json]
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeBundle } from '../infra/bundle/write.ts';
import { startServices } from '../infra/local/services.ts';
import { readModels } from '../lib/model/registry.ts';
import { FileStore } from '../lib/store/file.ts';
import { addRow, type Times, writeTable } from './database/write-table.ts';
import { writeDay } from './nightly/write-day.ts';
import { predictionIds, shuffled } from './outcomes/write-file.ts';
import { freshProcess } from './support/fresh-process.ts';
import { ownPrograms } from './support/own-programs.ts';
import { type Result, report, result } from './support/report.ts';

const { values: flags } = parseArgs({
  options: { rows: { type: 'string', default: '300000' }, json: { type: 'boolean', default: false } },
});
const rows = Number(flags.rows);
const DATE = '2026-11-18';
const MODEL = 'loan-refinance';
const MB = 1e6;

const root = join(import.meta.dirname, '..');
const models = join(root, 'models');
const directory = await mkdtemp(join(tmpdir(), 'driftgate-bench-'));
const bundle = join(root, (await writeBundle(root, 'outcomes')).path);
const results: Result[] = [];
const { postgres, stop } = await startServices({
  names: ['postgres'],
  root,
  directory: join(directory, 'services'),
  environment: ownPrograms(),
  log: console.log,
  ports: 'free',
});

console.log(`${cpus().length} processors, load ${loadavg()[0]!.toFixed(1)}`);
try {
  const store = new FileStore(join(directory, 'store'));
  console.log(`writing ${rows.toLocaleString('en-US')} predictions …`);
  await writeDay(store, [(await readModels(models)).get(MODEL)!], DATE, rows, false);
  const inOrder = await predictionIds(store);

  await poll('in the order of the log', 'ordered', inOrder, 'spread');
  await poll('in any order', 'shuffled', shuffled(inOrder), 'spread');
  await poll('of one watermark', 'loaded', inOrder, 'same');
  console.log(`load at the end ${loadavg()[0]!.toFixed(1)}`);
  report('database', results);
} finally {
  await stop();
  await rm(directory, { recursive: true, force: true });
}

/** Takes all rows of a new table, then one that came since. */
async function poll(name: string, table: string, ids: readonly string[], times: Times): Promise<void> {
  await writeTable(postgres.url, table, ids, times);
  // One more came long after those of one watermark.
  const first = await take(table, ids.length + (times === 'same' ? 1 : 0));
  await addRow(postgres.url, table, ids[0]!);
  const second = await take(table, 1);
  results.push(
    result(`${name}: all rows`, first.seconds, 's'),
    result(`${name}: processor time`, first.cpuSeconds, 's'),
    result(`${name}: speed`, rows / first.seconds, 'rows/s'),
    result(`${name}: peak memory`, first.peakBytes / MB, 'MB'),
    result(`${name}: one row more`, second.seconds, 's'),
  );
}

/** Polls a table until it has been taken. @throws Error when these are not as many rows as expected */
async function take(table: string, expected: number) {
  const sources = join(directory, `${table}.json`);
  const source = {
    name: table,
    kind: 'database',
    model: MODEL,
    confidence: 0.9,
    mapping: { prediction_id: 'prediction_id', outcome: 'outcome', time: 'known_at' },
    database: {
      url: { env: 'BENCH_DATABASE_URL' },
      query: `SELECT * FROM ${table}`,
      watermark: 'changed_at',
      key: 'number',
    },
  };
  await writeFile(sources, JSON.stringify({ sources: [source] }));
  const args = [
    '--disable-warning=ExperimentalWarning',
    join(root, 'bench/database/run-job.ts'),
    bundle,
    table,
    String(expected),
  ];
  const run = await freshProcess(process.execPath, args, {
    DRIFTGATE_STORE: `file:${join(directory, 'store')}`,
    DRIFTGATE_MODELS: models,
    DRIFTGATE_OUTCOME_SOURCES: sources,
    DRIFTGATE_PUSHGATEWAY_URL: '',
    BENCH_DATABASE_URL: postgres.url,
  });
  return { ...run, cpuSeconds: run.lines.at(-1)!.cpu_seconds as number };
}
