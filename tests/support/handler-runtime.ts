import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHandler as createFeedback } from '../../functions/feedback.ts';
import { createHandler as createPredict } from '../../functions/predict.ts';
import { type Audit, auditLog } from '../../lib/log/audit.ts';
import { contribution } from '../../lib/metrics/contribution.ts';
import { Pushgateway } from '../../lib/metrics/pushgateway.ts';
import { readModels } from '../../lib/model/registry.ts';
import type { Runtime } from '../../lib/runtime/open.ts';
import { openFeedback } from '../../lib/runtime/open-feedback.ts';
import { openPredict } from '../../lib/runtime/open-predict.ts';
import { FileStore } from '../../lib/store/file.ts';
import type { Store } from '../../lib/store/store.ts';
import type { HttpHandler } from './handler-event.ts';

const made: string[] = [];

afterAll(async () => {
  for (const directory of made.splice(0)) await rm(directory, { recursive: true, force: true });
});

/** A new empty directory, gone after the last test of the file. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'driftgate-handler-'));
  made.push(directory);
  return directory;
}

export interface TestRuntime extends Runtime {
  /** Where the file store lies. */
  directory: string;
  /** What was logged. */
  logged: { level: string; message: string; data: Record<string, unknown> | undefined }[];
}

export interface TestRuntimeOptions {
  directory?: string;
  store?: Store;
  gateway?: string;
  prometheus?: string;
  grafana?: string;
  /** More than a handler has, where a push must arrive however busy the machine is. */
  pushTimeoutMs?: number;
  slotIdleMs?: number;
  scrapeIntervalMs?: number;
}

/** The loan model, with which the tests know what to expect, over a file store of its own or the store given. */
export async function testRuntime(options: TestRuntimeOptions = {}): Promise<TestRuntime> {
  const directory = options.directory ?? (await temporaryDirectory());
  const { definition, directory: folder } = (await readModels('models')).get('loan-approval')!;
  const models = new Map([[definition.name, { definition, directory: folder }]]);
  const logged: TestRuntime['logged'] = [];
  return {
    config: {
      store: { kind: 'file', directory },
      pushgateway: options.gateway === undefined ? undefined : { url: options.gateway },
      prometheus: options.prometheus === undefined ? undefined : { url: options.prometheus },
      grafana: options.grafana,
      modelSource: 'bundle',
      modelsDirectory: 'models',
      defaultModel: 'loan-approval',
      hashKey: 'a key of the tests',
      previousHashKey: undefined,
      eventBus: undefined,
      outcomeSources: 'infra/outcome-sources.json',
      deadLetterQueue: undefined,
      secondReviewShare: 0.1,
      scrapeIntervalMs: options.scrapeIntervalMs ?? 15_000,
      slotIdleMs: options.slotIdleMs ?? 90_000,
    },
    store: options.store ?? new FileStore(directory),
    gateway:
      options.gateway === undefined
        ? undefined
        : new Pushgateway({ url: options.gateway, timeoutMs: options.pushTimeoutMs ?? 300 }),
    models,
    definitions: [...models.values()].map(({ definition }) => definition),
    logger: (level, message, data) => logged.push({ level, message, data }),
    directory,
    logged,
  };
}

export const openPredictHandler = async (runtime: Runtime): Promise<HttpHandler> =>
  createPredict(await openPredict(runtime)) as HttpHandler;

export const openFeedbackHandler = async (runtime: Runtime): Promise<HttpHandler> =>
  createFeedback(await openFeedback(runtime)) as HttpHandler;

/** The log of a function, with what its slots say held against what its records add up to. */
export async function auditedLog(store: Store, functionName: 'predict' | 'feedback'): Promise<Audit> {
  const audit = await auditLog(store, functionName, contribution);
  for (const [slot, totals] of audit.folded) {
    expect({ slot, totals: audit.stated.get(slot) }).toEqual({ slot, totals });
  }
  return audit;
}
