// How long does it take to join a file of outcomes to their predictions and write them to the log, and how much memory?
// A day of predictions of a model with 12 features, written by the code that writes the log, into a file store; a file with
// an outcome of each, dropped in the inbox; then the bundle of the function `outcomes` in a fresh process, as on Lambda.
//
//   npm run bench:outcomes -- [--rows 1000000] [--json]
import { mkdir, mkdtemp, rename, rm, utimes } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeBundle } from '../infra/bundle/write.ts';
import { readModels } from '../lib/model/registry.ts';
import { INBOX } from '../lib/outcomes/inbox-key.ts';
import { openDatabase } from '../lib/profile/duckdb.ts';
import { stringLiteral } from '../lib/profile/sql-text.ts';
import { FileStore } from '../lib/store/file.ts';
import { writeDay } from './nightly/write-day.ts';
import { predictionIds, shuffled, writeOutcomes } from './outcomes/write-file.ts';
import { freshProcess } from './support/fresh-process.ts';
import { type Result, report, result } from './support/report.ts';

const { values: flags } = parseArgs({
  options: { rows: { type: 'string', default: '1000000' }, json: { type: 'boolean', default: false } },
});
const rows = Number(flags.rows);
const TARGET_ROWS = 1_000_000;
const DATE = '2026-11-18';
const OBSERVED = '2026-11-19T08:00:00Z';
const MODEL = 'loan-refinance';
const SOURCE = 'batch';
const MB = 1e6;

const root = join(import.meta.dirname, '..');
const models = join(root, 'models');
const directory = await mkdtemp(join(tmpdir(), 'driftgate-bench-'));
const folder = join(directory, 'store', INBOX, SOURCE);
const results: Result[] = [];

console.log(`${cpus().length} processors, load ${loadavg()[0]!.toFixed(1)}`);
try {
  const bundle = join(root, (await writeBundle(root, 'outcomes')).path);
  const store = new FileStore(join(directory, 'store'));
  console.log(`writing ${rows.toLocaleString('en-US')} predictions …`);
  await writeDay(store, [(await readModels(models)).get(MODEL)!], DATE, rows, false);
  const inOrder = await predictionIds(store);
  const anyOrder = shuffled(inOrder);

  await writeOutcomes(join(folder, 'any-order.csv'), anyOrder, OBSERVED);
  await take('CSV, in any order', rows === TARGET_ROWS);
  await writeOutcomes(join(folder, 'in-order.csv'), inOrder, OBSERVED);
  await take('CSV, in the order of the log');
  await writeOutcomes(join(directory, 'any-order.csv'), anyOrder, OBSERVED);
  await convert(join(directory, 'any-order.csv'), join(folder, 'any-order.parquet'));
  await take('Parquet, in any order');
  console.log(`load at the end ${loadavg()[0]!.toFixed(1)}`);
  report('outcomes', results);

  /** Takes what is in the inbox. */
  async function take(name: string, hasTarget = false): Promise<void> {
    const args = [
      '--disable-warning=ExperimentalWarning',
      join(root, 'bench/outcomes/run-job.ts'),
      bundle,
      SOURCE,
    ];
    const run = await freshProcess(process.execPath, args, {
      DRIFTGATE_STORE: `file:${join(directory, 'store')}`,
      DRIFTGATE_MODELS: models,
      DRIFTGATE_OUTCOME_SOURCES: join(root, 'infra/outcome-sources.json'),
      DRIFTGATE_PUSHGATEWAY_URL: '',
    });
    const { report, cpu_seconds: cpuSeconds } = run.lines.at(-1)! as {
      report: { accepted: number; rejected: object };
      cpu_seconds: number;
    };
    if (report.accepted !== rows)
      throw new Error(`${name}: expected ${rows} accepted outcomes, got ${JSON.stringify(report)}`);
    results.push(
      result(`${name}: the whole job`, run.seconds, 's', hasTarget ? '<= 30' : undefined),
      result(`${name}: processor time`, cpuSeconds, 's'),
      result(`${name}: speed`, rows / run.seconds, 'rows/s'),
      result(`${name}: peak memory`, run.peakBytes / MB, 'MB', hasTarget ? '<= 700' : undefined),
    );
  }
} finally {
  await rm(directory, { recursive: true, force: true });
}

/** The same rows as Parquet. */
async function convert(csv: string, parquet: string): Promise<void> {
  const database = await openDatabase(directory);
  const partial = `${csv}.parquet`;
  await database.run(
    `COPY (SELECT * FROM read_csv(${stringLiteral(csv)}, all_varchar = true)) TO ${stringLiteral(partial)} (FORMAT parquet)`,
  );
  database.close();
  await mkdir(dirname(parquet), { recursive: true });
  await rename(partial, parquet);
  const before = Date.now() / 1000 - 60;
  await utimes(parquet, before, before);
}
