// `npm run demo [-- --once] [-- --store s3]`: the whole product on one machine, and a table that shows that it is exact.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readConfig } from '../../lib/config.ts';
import { UNKNOWN_MODEL } from '../../lib/metrics/reasons.ts';
import { readModels } from '../../lib/model/registry.ts';
import { openStore } from '../../lib/store/open.ts';
import { startApi } from '../bundle/offline.ts';
import { agrees, compare, type Line } from '../demo/agreement.ts';
import { readDemoArguments } from '../demo/arguments.ts';
import { makeBucket } from '../demo/bucket.ts';
import { DEFAULT_MODEL, drive, ROWS } from '../demo/drive.ts';
import { logCounts } from '../demo/log-counts.ts';
import { nightlyLines } from '../demo/nightly-lines.ts';
import { prometheusCounts } from '../demo/prometheus-counts.ts';
import { table } from '../demo/table.ts';
import { whenEnding } from './ending.ts';
import { readEnvironment, type ServiceName, setEnvironment } from './environment.ts';
import { scraping } from './increases.ts';
import { startServices } from './services.ts';

const AGREE_WITHIN_S = 90;

const flags = readDemoArguments();
const root = join(import.meta.dirname, '../..');
const directory = join(root, '.driftgate/demo');
const began = performance.now();
const say = (line: string): void =>
  console.log(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}`);

const stops: (() => Promise<void>)[] = [];
const stop = async (): Promise<void> => {
  for (const end of stops.splice(0).reverse()) await end();
};
whenEnding(stop);

try {
  const agreed = await run();
  if (flags.once || !agreed) {
    await stop();
    process.exit(agreed ? 0 : 1);
  }
} catch (error) {
  console.error(error);
  await stop();
  process.exit(1);
}

async function run(): Promise<boolean> {
  rmSync(directory, { recursive: true, force: true });
  const needed: ServiceName[] = ['pushgateway', 'prometheus', 'alertmanager'];
  if (flags.store === 's3') needed.push('localstack');
  const environment = readEnvironment();
  const services = await startServices({
    names: needed,
    root,
    directory,
    environment,
    log: say,
    scrapeInterval: '1s',
  });
  stops.push(() => services.stop());
  const variables: Record<string, string> = {
    DRIFTGATE_STORE: `file:${join(directory, 'store')}`,
    DRIFTGATE_PUSHGATEWAY_URL: services.pushgateway.url,
    DRIFTGATE_PROMETHEUS_URL: services.prometheus.url,
    DRIFTGATE_MODELS: join(root, 'models'),
    DRIFTGATE_DEFAULT_MODEL: DEFAULT_MODEL,
    // Of nobody: what the demo sends is made up.
    DRIFTGATE_HASH_KEY: 'demo',
    DRIFTGATE_SCRAPE_INTERVAL_SECONDS: '1',
    DRIFTGATE_SLOT_IDLE_SECONDS: '30',
  };
  if (flags.store === 's3') {
    const bucket = `driftgate-demo-${Date.now()}`;
    await makeBucket(services.localstack.url, bucket);
    const credentials = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: 'us-east-1' };
    Object.assign(variables, {
      DRIFTGATE_STORE: `s3://${bucket}`,
      DRIFTGATE_S3_ENDPOINT: services.localstack.url,
    });
    Object.assign(variables, credentials);
    setEnvironment(credentials);
  }
  say('building the functions and starting the API on serverless-offline');
  const api = await startApi({ root, directory, port: 3000, env: variables });
  stops.push(() => api.stop());
  say(`API ${api.url}`);
  await scraping(services.prometheus.url);
  say('the keeper creates slots, and Prometheus scrapes their zeros');
  await api.invoke('keeper', {});
  await sleep(4_000);

  const models = [...(await readModels(variables.DRIFTGATE_MODELS!)).values()];
  const names = models.map(({ definition }) => definition.name);
  const from = new Date();
  say(`sending ${ROWS} unseen rows of each model and outcomes of some, a few wrong on purpose`);
  const sent = await drive(api.url, models, say);

  const store = await openStore(readConfig(variables).store);
  const days = { from: from.toISOString().slice(0, 10), to: new Date().toISOString().slice(0, 10) };
  say(`running the nightly job for ${days.from === days.to ? days.from : `${days.from} to ${days.to}`}`);
  await api.invoke('nightly', days);

  say('waiting until Prometheus has scraped everything');
  const lines = await settle(async () => {
    await api.invoke('keeper', {});
    const { url } = services.prometheus;
    const counted = compare(sent, await logCounts(store), await prometheusCounts(url));
    const nightly = names.map((name) => nightlyLines(store, url, name, sent, days));
    return [...counted, ...(await Promise.all(nightly)).flat()];
  });
  const agreed = lines.every(agrees);
  console.log(`\n${table(lines, [...names, UNKNOWN_MODEL])}\n`);
  console.log(agreed ? '  All numbers agree.\n' : '  NOT all numbers agree.\n');
  console.log(`  Web page      ${api.url}/`);
  console.log(`  API           ${api.url}   curl ${api.url}/models`);
  console.log(`  Prometheus    ${services.prometheus.url}`);
  console.log(`  Alertmanager  ${services.alertmanager.url}`);
  console.log(`  Pushgateway   ${services.pushgateway.url}`);
  console.log(`  Store         ${variables.DRIFTGATE_STORE}`);
  if (!flags.once) console.log('\n  Running until Ctrl-C.');
  return agreed;
}

/** Looks until all numbers agree, or for so long; returns the last look. */
async function settle(look: () => Promise<Line[]>): Promise<Line[]> {
  const deadline = performance.now() + AGREE_WITHIN_S * 1000;
  while (true) {
    const lines = await look();
    if (lines.every(agrees) || performance.now() > deadline) return lines;
    await sleep(2_000);
  }
}
