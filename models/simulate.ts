/**
 * Sends rows that a model was not trained on, and late outcomes of some, to a running API, and says what came of them.
 *
 *   npm run simulate -- --model <name> [--url http://127.0.0.1:3000] [--header 'Name: value']...
 *     [--predictions <number>]             each row once without; drawn with replacement where there are fewer rows
 *     [--outcomes <ratio>]                 of the predictions whose outcome is known: 0 to 1, 1 without
 *     [--delay <distribution>]             from prediction to outcome: none, fixed:30s, uniform:10s..2m, exponential:1m
 *                                          (its mean), lognormal:1m..10m (its median and its 95th percentile)
 *     [--drift <feature>:<change>]...      income:+0.5sd, income:-10000, loan_purpose:5=0.6, REGION:null=0.3
 *     [--data <file> [--label <column>]]   rows of a file: CSV, NDJSON or Parquet
 *     [--rate <number>]                    at most so many predictions, and so many outcomes, a second
 *     [--concurrency <number>]             requests under way, 4 without
 *     [--seed <text>]                      of what is drawn: rows, changes, outcomes, delays
 *     [--ledger <file>]                    .driftgate/simulate/<model>/<time>.ndjson without
 *
 *   npm run simulate -- --model <name> --outcomes-only [--ledger <file>]
 *
 * sends outcomes of those predictions of an earlier run, the last one without --ledger, that have none yet.
 *
 * The exit code is 0 when everything was answered and accepted, 1 when something was not, 2 when nothing could be sent,
 * 130 after Ctrl-C.
 */
import { randomBytes } from 'node:crypto';
import { whenEnding } from '../infra/local/ending.ts';
import { readModels } from '../lib/model/registry.ts';
import { plannedOutcomes } from '../lib/simulate/plan.ts';
import { Progress } from '../lib/simulate/progress.ts';
import { parseSettings } from '../lib/simulate/settings.ts';
import { Simulation } from '../lib/simulate/simulation.ts';
import { summary } from '../lib/simulate/summary.ts';
import { command } from './command.ts';
import { namedModel } from './named-model.ts';
import { earlierRun, newRun } from './simulated-run.ts';

const USAGE =
  '--model <name> [--url <address>] [--predictions <number>] [--outcomes <ratio>] [--delay <distribution>] ' +
  '[--drift <feature>:<change>]... [--data <file> [--label <column>]] [--rate <number>] [--concurrency <number>] ' +
  `[--seed <text>] [--header 'Name: value']... [--ledger <file>] [--outcomes-only]`;
const OPTIONS = {
  model: { type: 'string' },
  url: { type: 'string' },
  header: { type: 'string', multiple: true },
  predictions: { type: 'string' },
  outcomes: { type: 'string' },
  delay: { type: 'string' },
  drift: { type: 'string', multiple: true },
  data: { type: 'string' },
  label: { type: 'string' },
  rate: { type: 'string' },
  concurrency: { type: 'string' },
  seed: { type: 'string' },
  ledger: { type: 'string' },
  'outcomes-only': { type: 'boolean', default: false },
} as const;
const TICK_MS = 200;

const ending = new AbortController();
const finished = command('simulate', USAGE, OPTIONS, async (flags) => {
  const folder = namedModel(await readModels(import.meta.dirname), flags.model);
  const settings = parseSettings(flags);
  const seed = flags.seed ?? randomBytes(4).toString('hex');
  const prepare = flags['outcomes-only'] ? earlierRun : newRun;
  const { told, refusals, ...run } = await prepare(folder, flags, settings, seed);
  for (const line of refusals.shown) console.error(line);
  if (refusals.count > 0) console.error(`${refusals.count} rows left out or without an outcome`);
  for (const line of [...told, plannedOutcomes([...run.rows, ...run.earlier]), `seed ${seed}`])
    console.log(line);
  const { name } = folder.definition;
  const { rate, concurrency } = settings;
  const simulation = new Simulation({ ...run, model: name, rate, concurrency });
  const progress = new Progress(simulation, process.stderr);
  const timer = setInterval(() => progress.tick(), TICK_MS);
  try {
    await simulation.run(ending.signal);
  } finally {
    clearInterval(timer);
    progress.end();
    for (const line of summary(simulation)) console.log(line);
  }
  if (simulation.open > 0) {
    const ledger = flags.ledger ? ` --ledger ${flags.ledger}` : '';
    const rest = `npm run simulate -- --model ${name} --outcomes-only${ledger}`;
    console.log(`${simulation.open} predictions have no outcome yet: ${rest}`);
  }
  const failures = simulation.predictions.refused + simulation.outcomes.refused + refusals.count;
  if (failures > 0) process.exitCode = 1;
});
whenEnding(async () => {
  ending.abort();
  await finished;
});
await finished;
