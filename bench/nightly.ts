// How long does the nightly job take, and how much memory? A day of predictions of a model with 12 features, a fifth of
// them with an outcome, written by the code that writes the log, into a file store; then the bundle of the job in a fresh
// process, as on Lambda. Beside it, where Python is present: Evidently's data drift preset on the same rows.
//
//   npm run bench:nightly -- [--rows 1000000] [--large] [--runs 3] [--json]
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeBundle } from '../infra/bundle/write.ts';
import { predictionsKey } from '../lib/archive/keys.ts';
import { readModels } from '../lib/model/registry.ts';
import { STAGES } from '../lib/nightly/stages.ts';
import { FileStore } from '../lib/store/file.ts';
import { writeDay } from './nightly/write-day.ts';
import { freshProcess, middle, type Run } from './support/fresh-process.ts';
import { pythonEnvironment } from './support/python.ts';
import { printTable, type Result, report, result } from './support/report.ts';

const { values: flags } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    large: { type: 'boolean', default: false },
    runs: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
  },
});
const runs = Number(flags.runs);
const compared = Number(flags.rows);
const SMALL = 100_000;
const LARGE = 10_000_000;
const TARGET_ROWS = 1_000_000;
const DATE = '2026-11-18';
const MODEL = 'loan-refinance';
/** In one log: those without texts. */
const SEVERAL = ['churn', 'loan-approval', MODEL, 'loan-risk'];
const STAGE_COLUMNS = ['log', ...STAGES, 'start and end', 'all'];
const MB = 1e6;
const NO_WARNINGS = '--disable-warning=ExperimentalWarning';

const root = join(import.meta.dirname, '..');
const models = join(root, 'models');
const folders = await readModels(models);
const directory = await mkdtemp(join(tmpdir(), 'driftgate-bench-'));
const bundle = join(root, (await writeBundle(root, 'nightly')).path);
const results: Result[] = [];
const stages: (string | number)[][] = [];
const perRow = new Map<number, number>();

console.log(
  `${cpus().length} processors, load ${loadavg()[0]!.toFixed(1)}; ${runs} runs a figure, the middle one`,
);
try {
  const sizes = [SMALL, compared, ...(flags.large ? [LARGE] : [])];
  for (const rows of new Set(sizes)) {
    const store = join(directory, String(rows));
    const run = await job(`${rows.toLocaleString('en-US')} rows`, [MODEL], rows, store);
    perRow.set(rows, run.seconds / rows);
    if (rows === compared) await compareWithPeer(join(store, predictionsKey(MODEL, DATE)));
    await rm(store, { recursive: true });
  }
  const several = `${compared.toLocaleString('en-US')} rows of ${SEVERAL.length} models`;
  await job(several, SEVERAL, compared, join(directory, 'several'));
  if (flags.large) {
    const growth = perRow.get(LARGE)! / perRow.get(compared)!;
    results.push(result('time per row, the largest log over the compared one', growth, 'ratio', '<= 1.5'));
  }
  console.log(
    '\nSeconds of each stage; fetching goes on while the log is read, and counts where reading had to wait for it',
  );
  printTable(STAGE_COLUMNS, stages);
  console.log(`load at the end ${loadavg()[0]!.toFixed(1)}`);
  report('nightly', results, {
    seconds: stages.map((row) => Object.fromEntries(STAGE_COLUMNS.map((column, i) => [column, row[i]]))),
  });
} finally {
  await rm(directory, { recursive: true, force: true });
}

/** Writes a log and runs the job on it. */
async function job(name: string, of: readonly string[], rows: number, directory: string): Promise<Run> {
  console.log(`writing ${name} …`);
  await writeDay(
    new FileStore(directory),
    of.map((model) => folders.get(model)!),
    DATE,
    rows,
  );
  const env = {
    DRIFTGATE_STORE: `file:${directory}`,
    DRIFTGATE_MODELS: models,
    DRIFTGATE_PUSHGATEWAY_URL: '',
  };
  const done: Run[] = [];
  const script = join(root, 'bench/nightly/run-job.ts');
  for (let i = 0; i < (rows === LARGE ? 1 : runs); i++)
    done.push(await freshProcess(process.execPath, [NO_WARNINGS, script, bundle, DATE], env));
  const run = middle(done);
  const { seconds } = run.lines.find(({ message }) => message === 'nightly day done')!;
  const times = STAGES.map((stage) => (seconds as Record<string, number>)[stage]!);
  const rest = run.seconds - times.reduce((sum, time) => sum + time, 0);
  stages.push([name, ...times, rest, run.seconds]);
  const hasTarget = rows === TARGET_ROWS && of.length === 1;
  results.push(
    result(`${name}: the whole job`, run.seconds, 's', hasTarget ? '<= 10' : undefined),
    result(`${name}: speed`, rows / run.seconds, 'rows/s'),
    result(`${name}: peak memory`, run.peakBytes / MB, 'MB', hasTarget ? '<= 700' : undefined),
  );
  return run;
}

/** Drift of the rows that the job archived: process start to end, ours and the peer's in turn. */
async function compareWithPeer(rows: string): Promise<void> {
  const peers = join(root, 'bench/peers');
  const python = await pythonEnvironment(root, 'evidently-venv', join(peers, 'evidently.txt'), console.log);
  if (!python) return;
  const { definition, directory: folder } = folders.get(MODEL)!;
  const features = definition.features.map(({ name }) => name);
  const ofPeer = [join(peers, 'evidently_drift.py'), rows, join(folder, 'holdout.ndjson'), ...features];
  const ofUs = [NO_WARNINGS, join(root, 'bench/nightly/run-drift.ts'), models, MODEL, rows];
  const ours: Run[] = [];
  const theirs: Run[] = [];
  for (let i = 0; i < runs; i++) {
    ours.push(await freshProcess(process.execPath, ofUs));
    theirs.push(await freshProcess(python, ofPeer, { DO_NOT_TRACK: '1' }));
  }
  const [us, them] = [middle(ours), middle(theirs)];
  const { rows: found, features: judged } = them.lines.at(-1)!;
  if (found !== compared || judged !== features.length) {
    throw new Error(
      `expected the peer to judge ${features.length} features, got ${JSON.stringify(them.lines.at(-1))}`,
    );
  }
  results.push(
    result('drift of the archived rows, ours', us.seconds, 's'),
    result('drift of the archived rows, Evidently', them.seconds, 's'),
    result('drift, Evidently over ours: time', them.seconds / us.seconds, 'times', '>= 5'),
    result('drift of the archived rows, ours: peak memory', us.peakBytes / MB, 'MB'),
    result('drift of the archived rows, Evidently: peak memory', them.peakBytes / MB, 'MB'),
    result('drift, Evidently over ours: memory', them.peakBytes / us.peakBytes, 'times', '>= 5'),
  );
}
