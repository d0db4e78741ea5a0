import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createHandler as createKeeper } from '../../functions/keeper.ts';
import { readEnvironment } from '../../infra/local/environment.ts';
import { startServices } from '../../infra/local/services.ts';
import { readConfig } from '../../lib/config.ts';
import { auditLog } from '../../lib/log/audit.ts';
import type { PredictionRecord } from '../../lib/log/record.ts';
import { sumTotals } from '../../lib/log/totals.ts';
import { contribution } from '../../lib/metrics/contribution.ts';
import { parseText } from '../../lib/metrics/parse-text.ts';
import { JOB, openRuntime } from '../../lib/runtime/open.ts';
import { openKeeper } from '../../lib/runtime/open-keeper.ts';
import { seededRandom } from '../support/random.ts';
import { ShakyProxy } from '../support/shaky-proxy.ts';
import { seriesValues } from '../support/simulated-gateway.ts';

const KILLS = 200;
const AT_ONCE = 6;
const IDLE_SECONDS = 3;
const root = process.cwd();
const node = process.execPath;

test(`${KILLS} environments killed by SIGKILL while the gateway fails: nothing lost, totals exact, never back`, async () => {
  const directory = await mkdtemp(join(tmpdir(), 'driftgate-kill-'));
  const environment = { ...readEnvironment(), addresses: {} };
  const names = ['pushgateway'] as const;
  const services = await startServices({ names, root, directory, environment, log: () => {}, ports: 'free' });
  const proxy = new ShakyProxy(services.pushgateway.url);
  await proxy.up();
  const variables = (gateway: string) => ({
    DRIFTGATE_STORE: `file:${join(directory, 'store')}`,
    DRIFTGATE_PUSHGATEWAY_URL: gateway,
    DRIFTGATE_MODELS: join(root, 'models'),
    DRIFTGATE_DEFAULT_MODEL: 'loan-approval',
    DRIFTGATE_SCRAPE_INTERVAL_SECONDS: '0.2',
    DRIFTGATE_SLOT_IDLE_SECONDS: String(IDLE_SECONDS),
  });
  const watch = new Watch(services.pushgateway.url);
  const random = seededRandom(7);
  const answered: string[] = [];
  let killed = 0;
  let finished = false;

  const live = async (): Promise<void> => {
    while (killed < KILLS) {
      killed++;
      const env = { PATH: process.env.PATH, ...variables(proxy.url) };
      const child = spawn(node, [join(root, 'tests/support/environment-process.ts')], { env });
      answered.push(...(await killAfter(child, 10 + random() * 250)));
    }
  };
  const disturb = async (): Promise<void> => {
    await sleep(3_000);
    await proxy.down();
    await sleep(5_000);
    watch.forget();
    await services.pushgateway.restart();
    await sleep(5_000);
    await proxy.up();
    while (!finished) {
      proxy.delayMs = proxy.delayMs === 0 ? 120 + random() * 130 : 0;
      await sleep(1_000);
    }
    proxy.delayMs = 0;
  };
  try {
    const disturbing = disturb();
    await Promise.all(Array.from({ length: AT_ONCE }, live));
    finished = true;
    await disturbing;

    const runtime = {
      ...(await openRuntime(JOB, readConfig(variables(services.pushgateway.url)))),
      logger: () => {},
    };
    const keeper = createKeeper(await openKeeper(runtime));
    for (let i = 0; i < 3; i++) {
      await sleep(IDLE_SECONDS * 1000 + 500);
      await keeper({});
    }
    await watch.end();
    const audit = await auditLog(runtime.store, 'predict', contribution);
    const ids = audit.records.flatMap((record) => (record.type === 'prediction' ? [record.id] : []));
    expect(answered.length).toBeGreaterThan(2 * KILLS);
    expect(new Set(ids).size).toBe(ids.length);
    expect(answered.filter((id) => !new Set(ids).has(id))).toEqual([]);
    for (const [slot, totals] of audit.folded) {
      expect({ slot, ...Object.fromEntries(seriesValues(audit.stated.get(slot)!)) }).toEqual({
        slot,
        ...Object.fromEntries(seriesValues(totals)),
      });
    }
    expect(watch.violations).toEqual([]);
    expect(watch.looks).toBeGreaterThan(100);
    const truth = sumTotals(audit.folded.values());
    const shown = await watch.sum('model_requests_total');
    const requests = Object.values(truth.counters.model_requests_total!).reduce((a, b) => a + b, 0);
    expect(shown).toBe(requests);
    expect(await watch.sum('model_prediction_values_count')).toBe(ids.length);
    const predictions = audit.records.filter(
      (record): record is PredictionRecord => record.type === 'prediction',
    );
    expect(predictions.every(({ time, id }) => id.includes(time.slice(0, 13).replace(/\D/g, '')))).toBe(true);
  } finally {
    finished = true;
    await watch.end();
    await proxy.down();
    await services.stop();
    await rm(directory, { recursive: true, force: true });
  }
});

/**
 * Kills the process some time after its first answer, and not before its third, which a busy machine may take longer
 * for; resolves with the ids of all it said it had answered.
 */
async function killAfter(child: ChildProcess, ms: number): Promise<string[]> {
  let output = '';
  let errors = '';
  child.stderr!.setEncoding('utf8').on('data', (chunk: string) => {
    errors += chunk;
  });
  let isDue = false;
  const killDue = () => isDue && output.split('\n').length > 3 && child.kill('SIGKILL');
  child.stdout!.setEncoding('utf8').on('data', (chunk: string) => {
    if (output === '')
      setTimeout(() => {
        isDue = true;
        killDue();
      }, ms);
    output += chunk;
    killDue();
  });
  const signal = await new Promise((resolve) => child.on('close', (_code, by) => resolve(by)));
  if (signal !== 'SIGKILL') throw new Error(`expected to kill the environment, but it ended: ${errors}`);
  const answers = output
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split(' '));
  return answers.flatMap(([status, id]) => (status === '200' ? [id!] : []));
}

/** Looks at the gateway all the time and notes every total that goes back. */
class Watch {
  readonly violations: string[] = [];
  looks = 0;
  readonly #url: string;
  readonly #seen = new Map<string, number>();
  #ended = false;
  #generation = 0;
  readonly #loop: Promise<void>;

  constructor(url: string) {
    this.#url = url;
    this.#loop = this.#watch();
  }

  /** The gateway is about to start again empty. */
  forget(): void {
    this.#generation++;
    this.#seen.clear();
  }

  async end(): Promise<void> {
    this.#ended = true;
    await this.#loop;
  }

  async sum(metric: string): Promise<number> {
    return [...(await this.#look())]
      .filter(([key]) => key.startsWith(`${metric} `))
      .reduce((sum, [, v]) => sum + v, 0);
  }

  async #look(): Promise<Map<string, number>> {
    const text = await (await fetch(`${this.#url}/metrics`)).text();
    const totals = parseText(text).filter(
      ({ name, labels }) => labels.slot && labels.job === 'predict' && name.startsWith('model_'),
    );
    return new Map(totals.map(({ name, labels, value }) => [`${name} ${JSON.stringify(labels)}`, value]));
  }

  async #watch(): Promise<void> {
    while (!this.#ended) {
      const generation = this.#generation;
      const now = await this.#look().catch(() => undefined);
      if (now && generation === this.#generation) {
        this.looks++;
        for (const [key, before] of this.#seen) {
          if ((now.get(key) ?? 0) < before) this.violations.push(`${key}: ${before} → ${now.get(key)}`);
        }
        for (const [key, value] of now) this.#seen.set(key, value);
      }
      await sleep(50);
    }
  }
}
