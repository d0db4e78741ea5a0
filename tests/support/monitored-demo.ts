import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createHandler as createFeedback } from '../../functions/feedback.ts';
import { createHandler as createKeeper } from '../../functions/keeper.ts';
import { createHandler as createModels } from '../../functions/models.ts';
import { createHandler as createNightly } from '../../functions/nightly.ts';
import { createHandler as createOutcomes } from '../../functions/outcomes.ts';
import { createHandler as createPredict } from '../../functions/predict.ts';
import { DEFAULT_MODEL, drive } from '../../infra/demo/drive.ts';
import { readEnvironment } from '../../infra/local/environment.ts';
import { scraping } from '../../infra/local/increases.ts';
import { startServices } from '../../infra/local/services.ts';
import { readConfig } from '../../lib/config.ts';
import type { ModelFolder } from '../../lib/model/registry.ts';
import { JOB, openRuntime } from '../../lib/runtime/open.ts';
import { openFeedback } from '../../lib/runtime/open-feedback.ts';
import { openKeeper } from '../../lib/runtime/open-keeper.ts';
import { openModels } from '../../lib/runtime/open-models.ts';
import { openNightly } from '../../lib/runtime/open-nightly.ts';
import { openOutcomes } from '../../lib/runtime/open-outcomes.ts';
import { openPredict } from '../../lib/runtime/open-predict.ts';
import { serveHandlers } from './handler-api.ts';
import type { HttpHandler } from './handler-event.ts';
import { ROOT } from './handler-sources.ts';
import { awayFromMidnight } from './midnight.ts';
import { scraped } from './scrapes.ts';

const SCRAPE_MS = 1_000;
const DAY_MS = 24 * 3600_000;
/** Models that grow in steps. */
const FORESTS = ['loan-approval', 'loan-risk'];
/** What else is sent, so that something drifts: to a model, with these flags. */
const DRIFTS = [
  [
    'loan-refinance',
    '--predictions',
    '300',
    '--seed',
    'a',
    '--drift',
    'credit_score:-2sd',
    '--drift',
    'income:-2sd',
  ],
  ['churn', '--predictions', '150', '--seed', 'a', '--outcomes', '0.2', '--drift', 'REGION:null=0.9'],
] as const;
/** The model that people review. */
const REVIEWED = 'sentiment';

export interface MonitoredDemo {
  prometheus: string;
  models: string[];
  stop(): Promise<void>;
}

/** A Prometheus that has seen what the demo does, and besides reviewers, drift and training runs. */
export async function monitoredDemo(directory: string): Promise<MonitoredDemo> {
  await awayFromMidnight();
  const services = await startServices({
    names: ['pushgateway', 'prometheus', 'alertmanager'],
    root: ROOT,
    directory,
    environment: { ...readEnvironment(), addresses: {} },
    log: () => undefined,
    ports: 'free',
    scrapeInterval: `${SCRAPE_MS}ms`,
  });
  const opened = await openRuntime(
    JOB,
    readConfig({
      DRIFTGATE_STORE: `file:${join(directory, 'store')}`,
      DRIFTGATE_PUSHGATEWAY_URL: services.pushgateway.url,
      DRIFTGATE_PROMETHEUS_URL: services.prometheus.url,
      DRIFTGATE_MODELS: join(ROOT, 'models'),
      DRIFTGATE_DEFAULT_MODEL: DEFAULT_MODEL,
      DRIFTGATE_HASH_KEY: 'of nobody',
      DRIFTGATE_SECOND_REVIEW_SHARE: '1',
      DRIFTGATE_SCRAPE_INTERVAL_SECONDS: String(SCRAPE_MS / 1000),
    }),
  );
  const runtime = { ...opened, logger: () => undefined };
  const keeper = createKeeper(await openKeeper(runtime));
  const outcomes = createOutcomes(await openOutcomes(runtime));
  const job = await openNightly(runtime);
  const nightly = createNightly(job);
  const tomorrow = createNightly({ ...job, now: () => Date.now() + DAY_MS });
  const api = await serveHandlers({
    predict: createPredict(await openPredict(runtime)) as HttpHandler,
    feedback: createFeedback(await openFeedback(runtime)) as HttpHandler,
    models: createModels(await openModels(runtime)) as unknown as HttpHandler,
  });
  const today = () => new Date().toISOString().slice(0, 10);
  const trained = Promise.all(
    [...runtime.models.values()].map((model) => train(services.pushgateway.url, model)),
  );
  await keeper({});
  await scraping(services.prometheus.url);
  await scraped(services.prometheus.url);
  const from = today();
  await Promise.all([
    drive(api.url, [...runtime.models.values()], () => undefined),
    ...DRIFTS.map(([model, ...flags]) => simulate(directory, ['--model', model, '--url', api.url, ...flags])),
  ]);
  await tomorrow({}); // as when the day is over: its counters are audited
  await review(api.url);
  await outcomes();
  await nightly({ from, to: today() });
  await trained;
  await keeper({});
  // The last of these is after a look at the rules.
  await scraped(services.prometheus.url, 3);
  api.close();
  return {
    prometheus: services.prometheus.url,
    models: [...runtime.models.keys()],
    stop: () => services.stop(),
  };
}

/** Two people judge what the queue asks them to. */
async function review(url: string): Promise<void> {
  for (const reviewer_id of ['anna', 'ben']) {
    const page = await fetch(`${url}/validate?model=${REVIEWED}&reviewer_id=${reviewer_id}&limit=10`);
    const { items } = (await page.json()) as { items: ReviewItem[] };
    for (const [i, { prediction_id, predicted_outcome: label }] of items.entries()) {
      // Not always of one mind.
      const validated_outcome = i === 0 && reviewer_id === 'ben' ? other(label) : label;
      await fetch(`${url}/validate`, {
        method: 'POST',
        body: JSON.stringify({ reviewer_id, prediction_id, validated_outcome }),
      });
    }
  }
}

interface ReviewItem {
  prediction_id: string;
  predicted_outcome: string;
}

const other = (label: string): string => (label === 'positive' ? 'negative' : 'positive');

/** What `npm run train -- --push` pushes of a model, without the training. */
function train(gateway: string, { definition: { name } }: ModelFolder): Promise<void> {
  const script = `
import json, pathlib, sys, time
from train.push import Pushing
gateway, model = sys.argv[1:]
pushing = Pushing(gateway, model, pathlib.Path("."))
steps = {}
for trees in (10, 20, 40) if model in ${JSON.stringify(FORESTS)} else ():
    steps[trees] = {"accuracy": 0.7 + trees / 400, "loss": 0.6 - trees / 400}
    pushing.step(steps)
    time.sleep(1.5)
pushing.end(json.loads(pathlib.Path(model, "model.json").read_text())["training"], steps)
`;
  return finished(spawn('python3', ['-c', script, gateway, name], { cwd: join(ROOT, 'models') }));
}

/** `npm run simulate`, of a user in the directory. */
const simulate = (directory: string, flags: readonly string[]): Promise<void> =>
  finished(
    spawn(
      process.execPath,
      [
        '--disable-warning=ExperimentalWarning',
        'models/simulate.ts',
        ...flags,
        '--ledger',
        `${flags[1]}.ndjson`,
      ],
      {
        cwd: ROOT,
        env: { ...process.env, INIT_CWD: directory },
      },
    ),
  );

async function finished(child: ChildProcessWithoutNullStreams): Promise<void> {
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      said += chunk;
    });
  const [code] = await once(child, 'close');
  if (code !== 0)
    throw new Error(`${child.spawnargs.join(' ')}: expected it to end with 0, got ${code}: ${said}`);
}
