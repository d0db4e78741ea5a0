// Counters of many short-lived environments through one stock Pushgateway: how much of the truth does Prometheus see?
//
//   npm run bench:counters -- [--environments 500] [--at-once 12] [--idle 10] [--json]
//
// Every environment is a process of its own that runs the real handler and is killed without a farewell. The same
// answers are counted in three ways: one shared group, a group per environment, slots.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createHandler as createKeeper } from '../functions/keeper.ts';
import { childEnvironment } from '../infra/local/environment.ts';
import { scraping, seenIncreases } from '../infra/local/increases.ts';
import { startServices } from '../infra/local/services.ts';
import { readConfig } from '../lib/config.ts';
import { auditLog } from '../lib/log/audit.ts';
import { sumTotals } from '../lib/log/totals.ts';
import { PREDICT_METRICS } from '../lib/metrics/catalogue-log.ts';
import { contribution } from '../lib/metrics/contribution.ts';
import { Exposition } from '../lib/metrics/exposition.ts';
import { parseText } from '../lib/metrics/parse-text.ts';
import { predictSeeds } from '../lib/metrics/seeds.ts';
import { JOB, openRuntime } from '../lib/runtime/open.ts';
import { openKeeper } from '../lib/runtime/open-keeper.ts';
import { pushTimes } from './counters/push-times.ts';
import { ownPrograms } from './support/own-programs.ts';
import { printTable, type Result, report, result } from './support/report.ts';

const { values: flags } = parseArgs({
  options: {
    environments: { type: 'string', default: '500' },
    'at-once': { type: 'string', default: '12' },
    idle: { type: 'string', default: '10' },
    json: { type: 'boolean', default: false },
  },
});
const environments = Number(flags.environments);
const atOnce = Number(flags['at-once']);
const idleSeconds = Number(flags.idle);
const root = join(import.meta.dirname, '..');
const directory = await mkdtemp(join(tmpdir(), 'driftgate-bench-'));
const say = (line: string) => console.log(line);

const services = await startServices({
  names: ['pushgateway', 'prometheus'],
  root,
  directory,
  environment: ownPrograms(),
  log: say,
  ports: 'free',
  scrapeInterval: '1s',
});
const variables = {
  DRIFTGATE_STORE: `file:${join(directory, 'store')}`,
  DRIFTGATE_DEFAULT_MODEL: 'loan-approval',
  DRIFTGATE_PUSHGATEWAY_URL: services.pushgateway.url,
  DRIFTGATE_MODELS: join(root, 'models'),
  DRIFTGATE_SCRAPE_INTERVAL_SECONDS: '1',
  DRIFTGATE_SLOT_IDLE_SECONDS: String(idleSeconds),
};
const runtime = { ...(await openRuntime(JOB, readConfig(variables))), logger: () => undefined };
const keeper = createKeeper(await openKeeper(runtime));

/** When each environment lived, in ms. */
const lives: { from: number; to: number }[] = [];

async function runEnvironment(number: number): Promise<void> {
  const from = Date.now();
  const script = join(root, 'bench/counters/environment.ts');
  const child = spawn(process.execPath, [script, String(number), services.pushgateway.url], {
    env: childEnvironment(variables),
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  const signal = await new Promise((resolve) => child.on('exit', (_code, killedBy) => resolve(killedBy)));
  if (signal !== 'SIGKILL') throw new Error(`environment ${number} ended by itself`);
  lives.push({ from, to: Date.now() });
}

try {
  say(
    `${environments} environments, ${atOnce} at once; a slot is free after ${idleSeconds} s idle; scrape every 1 s`,
  );
  await scraping(services.prometheus.url);
  await keeper({});
  await sleep(4_000);
  let next = 0;
  let finished = false;
  const keeping = (async () => {
    while (!finished) {
      // As on a schedule: a run that fails is followed by another.
      await keeper({}).catch((error: unknown) => say(`  the keeper failed: ${(error as Error).message}`));
      await sleep(5_000);
    }
  })();
  const workers = Array.from({ length: atOnce }, async () => {
    while (next < environments) await runEnvironment(next++);
  });
  const progress = setInterval(() => say(`  ${lives.length} of ${environments} have lived`), 10_000);
  await Promise.all(workers);
  finished = true;
  clearInterval(progress);
  await keeping;
  say('all have lived; the keeper publishes what they left');
  await sleep(idleSeconds * 1000 + 500);
  await keeper({});
  await sleep(4_000);
  await keeper({});
  await sleep(3_000);
  report('counters', [...(await compare()), ...(await comparePushTimes())]);
} finally {
  await services.stop();
  await rm(directory, { recursive: true, force: true });
}

async function compare(): Promise<Result[]> {
  const { folded, records } = await auditLog(runtime.store, 'predict', contribution);
  const truth = sumTotals(folded.values());
  const text = await new Exposition(Object.values(PREDICT_METRICS), predictSeeds(runtime.definitions)).text(
    truth,
  );
  const expected = new Map(
    parseText(text).map(({ name, labels, value }) => {
      const bound = labels.le === undefined || labels.le === '+Inf' ? {} : { le: String(Number(labels.le)) };
      return [`${name} ${JSON.stringify(Object.entries({ ...labels, ...bound }).sort())}`, value];
    }),
  );
  const ways = [
    ['one shared group', 'shared-group'],
    ['a group per environment', 'group-per-environment'],
    ['slots', 'predict'],
  ] as const;
  const metrics = {
    requests: 'model_requests_total',
    errors: 'model_errors_total',
    classes: 'model_predictions_by_class_total',
    observations: 'model_prediction_values_count',
  };
  const rows: (string | number)[][] = [];
  const results: Result[] = [];
  for (const [way, job] of ways) {
    for (const [what, metric] of Object.entries(metrics)) {
      const { increases, series } = await seenIncreases(services.prometheus.url, metric, job);
      const seen = sum(increases.values());
      const true_ = sum(
        [...expected].filter(([key]) => key.startsWith(`${metric} `)).map(([, value]) => value),
      );
      rows.push([way, what, true_, seen, `${((100 * seen) / true_).toFixed(2)} %`, series]);
      results.push(
        result(`${way}: ${what} seen`, seen / true_, 'of the truth', job === 'predict' ? '== 1' : undefined),
      );
    }
  }
  const wrong: string[] = [];
  for (const name of new Set([...expected.keys()].map((key) => key.split(' ')[0]!))) {
    const { increases } = await seenIncreases(services.prometheus.url, name, 'predict');
    for (const [key, value] of expected) {
      if (key.startsWith(`${name} `) && Math.abs((increases.get(key) ?? 0) - value) > 1e-6) wrong.push(key);
    }
  }
  say(`\nThe log holds ${records.length} records; its fold is the truth.\n`);
  printTable(['way', 'what', 'truth', 'Prometheus saw', 'ratio', 'series'], rows);
  for (const key of wrong) say(`  differs: ${key}`);
  const slots = folded.size;
  const { increases: _, series: slotSeries } = await seenIncreases(
    services.prometheus.url,
    'model_success_total',
    'predict',
  );
  // The keeper is an environment too: it takes slots that were never seeded, to seed them.
  const alive = peakAlive(idleSeconds * 1000) + 1;
  say(
    `\n${slots} slots were written, ${slotSeries} exist; at most ${alive} environments, the keeper among them, were alive within ${idleSeconds} s.`,
  );
  return [
    ...results,
    result(
      'slots: series (all buckets, reasons, classes, sums) that differ from the log',
      wrong.length,
      `of ${expected.size}`,
      '== 0',
    ),
    result('slots written', slots, `slots, peak alive within ${idleSeconds} s is ${alive}`, `<= ${alive}`),
    result('slots that exist', slotSeries, 'slots', `<= ${Math.max(8, 2 * alive)}`),
    result('environments there ever were', lives.length, 'environments', '>= 500'),
  ];
}

/** The largest number of environments that lived in any window of this length. */
function peakAlive(windowMs: number): number {
  return Math.max(
    ...lives.map(({ to }) => lives.filter((life) => life.to > to - windowMs && life.from <= to).length),
  );
}

async function comparePushTimes(): Promise<Result[]> {
  const results: Result[] = [];
  const rows: (string | number)[][] = [];
  for (const check of [false, true]) {
    for (const { groups, ms, series } of await pushTimes(root, directory, check)) {
      const name = `one push, ${groups} groups, check ${check ? 'on' : 'off'}`;
      rows.push([check ? 'on' : 'off', groups, series, ms]);
      results.push(result(name, ms, 'ms (median)', check ? undefined : '<= 10'));
    }
  }
  say('');
  printTable(['consistency check', 'groups', 'series a group', 'ms a push (median)'], rows);
  return results;
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
