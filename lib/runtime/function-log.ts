import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Entry } from '../log/entry.ts';
import type { LogEnvironment, LogSettings } from '../log/environment.ts';
import { OwingLog } from '../log/owing.ts';
import type { LogRecord } from '../log/record.ts';
import { seriesKey, type Totals } from '../log/totals.ts';
import { LogWriter } from '../log/writer.ts';
import { contribution } from '../metrics/contribution.ts';
import type { MetricDefinition } from '../metrics/definition.ts';
import { Exposition } from '../metrics/exposition.ts';
import { type LocalMetrics, localMetrics } from '../metrics/local.ts';
import { SlotPublisher } from '../metrics/publisher.ts';
import type { Pushgateway } from '../metrics/pushgateway.ts';
import { type Seed, seriesOf } from '../metrics/seeds.ts';
import { StoreFailureGauge } from '../metrics/store-failure.ts';
import { StoreUnavailableError } from '../store/errors.ts';
import type { Store } from '../store/store.ts';
import type { Logger } from './logger.ts';

/** How long a response waits for its push; what is not confirmed by then goes with a later one. */
export const PUSH_WAIT_MS = 300;
/** How long an environment that ends waits for its last push. */
const LAST_PUSH_WAIT_MS = 3_000;
const LAST_PUSH_PAUSE_MS = 100;
/** Of the ten seconds in which an environment must have started. */
const OPEN_WAIT_MS = 7_000;
const SLOW_PUSH_MS = 50;
const SLOW_PUSHES = 10;

export interface FunctionLogOptions {
  functionName: string;
  store: Store;
  gateway: Pushgateway | undefined;
  definitions: readonly MetricDefinition[];
  seeds: readonly Seed[];
  settings: LogSettings;
  logger: Logger;
  /** Whether the metrics of this environment go with the totals: not with those that it publishes for others. */
  tellsOfItself?: boolean;
}

/** The log of one function in one environment, with its totals on the way to the gateway. */
export class FunctionLog {
  readonly environment: LogEnvironment;
  readonly #writer: LogWriter;
  readonly #owing: OwingLog;
  readonly #publisher: SlotPublisher;
  readonly #local: LocalMetrics;
  readonly #exposition: Exposition;
  readonly #logger: Logger;
  readonly #hasGateway: boolean;
  readonly #storeFailure: StoreFailureGauge | undefined;
  #telling: Promise<void> = Promise.resolve();
  #seeds: readonly Seed[];
  #slowPushes = 0;

  constructor(options: FunctionLogOptions) {
    const { functionName, store, gateway, definitions, seeds, settings, logger } = options;
    this.#exposition = new Exposition(definitions, seeds, options.tellsOfItself);
    this.#seeds = seeds;
    this.#logger = logger;
    this.#hasGateway = gateway !== undefined;
    this.#local = localMetrics(this.#exposition.local, Date.now());
    this.#storeFailure = gateway && new StoreFailureGauge(gateway, functionName, Date.now);
    const send = async (slot: string, text: string): Promise<void> => {
      const started = performance.now();
      try {
        await gateway!.put({ job: functionName, slot }, text);
      } catch (error) {
        this.#local.pushFailures.inc();
        logger('warn', 'push failed; a later one carries the same totals', { functionName, slot, error });
        throw error;
      }
      this.#measurePush(performance.now() - started);
    };
    this.#publisher = new SlotPublisher({
      render: ({ totals }) => this.text(totals),
      send,
      healthy: () => gateway!.healthy(),
      now: Date.now,
      maxAgeMs: settings.idleMs / 3,
    });
    this.environment = {
      functionName,
      store,
      settings,
      series: seriesOf(seeds),
      contribution,
      publish: (snapshot) => (gateway ? this.#publisher.publish(snapshot) : Promise.resolve(false)),
      now: Date.now,
      random: Math.random,
      newId,
      sleep: async (ms) => sleep(ms),
    };
    this.#writer = new LogWriter(this.environment);
    this.#owing = new OwingLog((entry) => this.#writer.commit(entry));
  }

  /**
   * Takes a slot and publishes its zeros before the first request, within the time that Lambda gives a start. Never
   * throws when the store fails: the first commit tries again.
   */
  async open(): Promise<void> {
    const opening = this.#writer.open().then(
      () => this.published(),
      (error: unknown) => {
        if (!(error instanceof StoreUnavailableError)) throw error;
      },
    );
    await within(OPEN_WAIT_MS, [opening]);
  }

  /**
   * Makes the records durable. `failure`: the record that tells of it when that fails; none where somebody tries again.
   * @throws StoreUnavailableError
   */
  async commit(entry: Entry, failure?: (time: string) => LogRecord): Promise<LogRecord[]> {
    const started = performance.now();
    const records = await this.#owing.commit(entry, failure);
    this.#local.commit.observe((performance.now() - started) / 1000);
    return records;
  }

  /** Runs something that needs the store before there is a commit; when the store fails, `failure` tells of it later. */
  async owing<T>(failure: (time: string) => LogRecord, operation: () => Promise<T>): Promise<T> {
    return this.#owing.owing(failure, operation);
  }

  /** The text that is pushed for these totals. */
  text(totals: Totals): Promise<string> {
    return this.#exposition.text(totals);
  }

  /** More that may be counted from now on: their zeros are published first. */
  seed(seeds: readonly Seed[]): void {
    const { series } = this.environment;
    const added = seeds.filter(({ metric, labels }) => !series[metric.name]?.includes(seriesKey(labels)));
    if (added.length === 0) return;
    this.#seeds = [...this.#seeds, ...added];
    this.#exposition.add(added);
    this.environment.series = seriesOf(this.#seeds);
    this.#writer.republish();
  }

  /** That a request failed because the store did; `published` waits until that is told. */
  countStoreFailure(): void {
    this.#local.storeFailures.inc();
    const { functionName } = this.environment;
    const telling = (this.#storeFailure?.tell() ?? Promise.resolve()).catch((error: unknown) =>
      this.#logger('warn', 'that the store fails was not published', { functionName, error }),
    );
    this.#telling = Promise.all([this.#telling, telling]).then(() => undefined);
  }

  countModelRefusal(model: string): void {
    this.#local.modelRefusals.inc({ model });
  }

  /** Resolves when everything committed or failed so far is pushed or given up, and `gauges` are, at most PUSH_WAIT_MS later. Never throws. */
  published(...gauges: Promise<void>[]): Promise<void> {
    const { functionName } = this.environment;
    const told = gauges.map((gauge) =>
      gauge.catch((error: unknown) =>
        this.#logger('warn', 'gauges were not published; a later push has newer ones', {
          functionName,
          error,
        }),
      ),
    );
    return within(PUSH_WAIT_MS, [this.#publisher.settled(), this.#telling, ...told]);
  }

  /**
   * For an environment that is told that it ends: what it owes is written, and the totals of its slot are published, which
   * the keeper would otherwise do some minutes later. The put is what proves that the slot is still its own. Never throws.
   */
  async close(): Promise<void> {
    if (this.#writer.slot === undefined) return;
    try {
      await this.#owing.commit({ cut: () => [] });
    } catch (error) {
      const { functionName } = this.environment;
      this.#logger('warn', 'the last totals were not published; the keeper will', { functionName, error });
    }
    if (this.#hasGateway) await within(LAST_PUSH_WAIT_MS, [this.#lastPush()]);
  }

  /** No later push carries what this one did not. */
  async #lastPush(): Promise<void> {
    const until = Date.now() + LAST_PUSH_WAIT_MS;
    while (!(await this.#writer.pushed) && Date.now() < until) {
      await sleep(LAST_PUSH_PAUSE_MS);
      this.#writer.republish();
    }
  }

  #measurePush(ms: number): void {
    this.#local.push.observe(ms / 1000);
    if (ms <= SLOW_PUSH_MS) return;
    this.#local.slowPushes.inc();
    this.#slowPushes++;
    // Once an environment: single slow pushes are the network's.
    if (this.#slowPushes !== SLOW_PUSHES) return;
    const hint = 'does the gateway run with --push.disable-consistency-check?';
    this.#logger(
      'warn',
      `${SLOW_PUSHES} pushes took over ${SLOW_PUSH_MS} ms, the last ${Math.round(ms)} ms; ${hint}`,
    );
  }
}

/** Waits for all, but never longer than so many ms, and never fails. */
function within(ms: number, all: Promise<void>[]): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    void Promise.allSettled(all).then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';

/** Ten random characters: 51 bits. */
export function newId(): string {
  return Array.from({ length: 10 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}
