// How often does drift alarm on days without any, and how often does it find what moved? Every day, and a reference of
// its own for each, is drawn from a large population of fresh rows; the judging code is the nightly job's.
//
//   npm run bench:false-alarms -- [--quick] [--json]
//
// Needs Python for the rows of the generators, as `npm run train` does.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readModels } from '../lib/model/registry.ts';
import { parseReference } from '../lib/profile/reference.ts';
import { Findings } from './false-alarms/findings.ts';
import { freshRows } from './false-alarms/fresh-rows.ts';
import { FULL, QUICK, tasksOf } from './false-alarms/plan.ts';
import { runTasks } from './false-alarms/pool.ts';
import { buildPopulation, type Population } from './false-alarms/population.ts';
import { printAlarms, printPower } from './false-alarms/print.ts';
import { resultsOf } from './false-alarms/targets.ts';
import { report } from './support/report.ts';

/** Rows of a population for each that one reference and the largest day need. */
const SPARE = 1.4;

const { values: flags } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
});
const sizes = flags.quick ? QUICK : FULL;
const root = join(import.meta.dirname, '..');
const started = performance.now();
const say = (line: string) =>
  console.log(`${((performance.now() - started) / 1000).toFixed(0).padStart(4)} s  ${line}`);

const populations = await readPopulations();
const findings = new Findings(populations);
await runTasks(cpus().length, populations, tasksOf(populations, sizes), (done) => findings.add(done));
say('all days judged');
printAlarms(
  findings,
  sizes,
  populations.map(({ model }) => model),
);
printPower(findings, sizes);
report('false-alarms', resultsOf(findings, sizes));

async function readPopulations(): Promise<Population[]> {
  const largest = Math.max(...sizes.map(({ rows }) => rows));
  const found: Population[] = [];
  const directory = await mkdtemp(join(tmpdir(), 'driftgate-bench-'));
  try {
    for (const folder of (await readModels(join(root, 'models'))).values()) {
      const path = join(folder.directory, 'reference.json');
      const reference = parseReference(await readFile(path, 'utf8'), path).profile.rows;
      const rows = await freshRows(root, directory, folder, Math.ceil(SPARE * (reference + largest)));
      found.push(await buildPopulation(folder, rows, reference));
      const count = (of: number) => of.toLocaleString('en-US');
      say(`${folder.definition.name}: ${count(rows.length)} rows, references of ${count(reference)}`);
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  return found;
}
