import { type Config, readConfig } from '../config.ts';
import type { LogSettings } from '../log/environment.ts';
import { IdempotencyKeys } from '../log/idempotency.ts';
import type { MetricDefinition } from '../metrics/definition.ts';
import { Pushgateway } from '../metrics/pushgateway.ts';
import type { Seed } from '../metrics/seeds.ts';
import type { ModelDefinition } from '../model/definition.ts';
import { type OpenVersion, openAllPublished } from '../model/open-published.ts';
import { openWhole } from '../model/published.ts';
import { type ModelFolder, readModels } from '../model/registry.ts';
import { openStore, PATIENT } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import { FunctionLog, newId, PUSH_WAIT_MS } from './function-log.ts';
import { consoleLogger, type Logger } from './logger.ts';

/** What every function needs. */
export interface Runtime {
  config: Config;
  store: Store;
  gateway: Pushgateway | undefined;
  models: ReadonlyMap<string, ModelFolder>;
  definitions: ModelDefinition[];
  logger: Logger;
}

/** How long one exchange with the gateway or the store may take, in ms, and how often the store is tried. */
export interface Patience {
  pushMs: number;
  storeMs: number;
  storeAttempts: number;
}

/** Somebody waits for the answer. */
export const REQUEST: Patience = { pushMs: PUSH_WAIT_MS, storeMs: 2_000, storeAttempts: 2 };
/** Nobody does, and files are large. */
export const JOB: Patience = {
  pushMs: 5_000,
  storeMs: PATIENT.requestTimeoutMs,
  storeAttempts: PATIENT.maxAttempts,
};

/**
 * @param openVersion how a version is opened that is published in the store
 * @throws Error when the configuration or a model is wrong.
 */
export async function openRuntime(
  patience: Patience,
  config: Config = readConfig(),
  openVersion: OpenVersion = openWhole,
): Promise<Runtime> {
  const { pushgateway, slotIdleMs } = config;
  // A push that comes after its slot has been taken over would show an older total.
  const timeoutMs = Math.floor(Math.min(patience.pushMs, slotIdleMs / 3));
  const limits = { requestTimeoutMs: patience.storeMs, maxAttempts: patience.storeAttempts };
  const store = await openStore(config.store, limits);
  const models =
    config.modelSource === 's3'
      ? await openAllPublished(store, consoleLogger, openVersion)
      : await readModels(config.modelsDirectory);
  return {
    config,
    store,
    gateway: pushgateway && new Pushgateway({ ...pushgateway, timeoutMs }),
    models,
    definitions: [...models.values()].map(({ definition }) => definition),
    logger: consoleLogger,
  };
}

/** Of whatever an outcome or a retry may still be about: the versions that are served, and those before. */
export const countedDefinitions = ({ models }: Pick<Runtime, 'models'>): ModelDefinition[] =>
  [...models.values()].flatMap(({ definition, former }) => (former ? [definition, former] : [definition]));

/** Segments are re-put whole: larger ones cost more with each commit, smaller ones more with each later read. */
export const SEGMENT_LIMITS = { maxSegmentBytes: 64 * 1024, maxSegmentRecords: 150 };

/** The log of a function, which holds no slot yet. */
export function createFunctionLog(
  { config, store, gateway, logger }: Runtime,
  functionName: string,
  metrics: readonly MetricDefinition[],
  seeds: readonly Seed[],
  settings: Partial<LogSettings> = {},
  tellsOfItself = true,
): FunctionLog {
  return new FunctionLog({
    tellsOfItself,
    functionName,
    store,
    gateway,
    definitions: metrics,
    seeds,
    settings: {
      ...SEGMENT_LIMITS,
      idleMs: config.slotIdleMs,
      commitDeadlineMs: 5_000,
      // Two scrapes, of which one may fail.
      seedingMs: 2 * config.scrapeIntervalMs + 1_000,
      ...settings,
    },
    logger,
  });
}

/** The same for the function itself: it takes its slot at once. */
export function openFunctionLog(
  runtime: Runtime,
  functionName: string,
  metrics: readonly MetricDefinition[],
  seeds: readonly Seed[],
): { log: FunctionLog; idempotency: IdempotencyKeys; opened: Promise<void> } {
  const log = createFunctionLog(runtime, functionName, metrics, seeds);
  return { log, idempotency: new IdempotencyKeys(runtime.store, functionName, newId), opened: log.open() };
}

/** The model that `POST /predict` is configured to prefer. @throws Error when it is not there */
export function configuredModel({ config, models }: Pick<Runtime, 'config' | 'models'>): string | undefined {
  const { defaultModel } = config;
  if (defaultModel !== undefined && !models.has(defaultModel)) {
    const names = [...models.keys()].join(', ');
    throw new Error(`DRIFTGATE_DEFAULT_MODEL: expected one of ${names}, got "${defaultModel}"`);
  }
  return defaultModel;
}
