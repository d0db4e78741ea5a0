import { join } from 'node:path';
import { createHandler } from '../../functions/predict.ts';
import { readConfig } from '../../lib/config.ts';
import { defaultModel } from '../../lib/model/default-model.ts';
import type { ModelDefinition } from '../../lib/model/definition.ts';
import { readPredictRequest } from '../../lib/predict/request.ts';
import { openRuntime, REQUEST } from '../../lib/runtime/open.ts';
import { openPredict } from '../../lib/runtime/open-predict.ts';
import type { Store } from '../../lib/store/store.ts';
import { median } from '../support/report.ts';
import { measure, type Speed } from './measure.ts';

/** Medians in ms of the parts of a call, one call after the other. */
export interface Parts {
  validate: number;
  infer: number;
  validateAndInfer: number;
  put: number;
  push: number | undefined;
}

export interface BenchModel {
  name: string;
  /** Bodies of requests, of rows the model was not fitted on. */
  bodies: string[];
}

type Handler = ReturnType<typeof createHandler>;

const eventOf = (name: string, body: string) =>
  ({ body, isBase64Encoded: false, headers: {}, pathParameters: { model: name } }) as Parameters<Handler>[0];

/** The real handler in this process over a file store of its own, with or without a gateway. */
export async function measureHandler(
  root: string,
  directory: string,
  { name, bodies }: BenchModel,
  calls: number,
  gatewayUrl?: string,
): Promise<Speed & Parts> {
  const config = readConfig({
    DRIFTGATE_STORE: `file:${join(directory, `${name}-${gatewayUrl ? 'pushed' : 'kept'}`)}`,
    DRIFTGATE_MODELS: join(root, 'models'),
    // Totals are published two scrapes after their zeros.
    DRIFTGATE_SCRAPE_INTERVAL_SECONDS: '0.1',
    ...(gatewayUrl && { DRIFTGATE_PUSHGATEWAY_URL: gatewayUrl }),
  });
  const runtime = await openRuntime(REQUEST, config);
  const puts: number[] = [];
  const pushes: number[] = [];
  runtime.store = timedPuts(runtime.store, puts);
  if (runtime.gateway) timePushes(runtime.gateway, pushes);
  const dependencies = await openPredict(runtime);
  const handler = createHandler(dependencies);
  const event = (i: number) => eventOf(name, bodies[i % bodies.length]!);
  const call = async (i: number) => {
    const { statusCode, body } = await handler(event(i));
    if (statusCode !== 200) throw new Error(`${name}: expected 200, got ${statusCode}: ${body}`);
  };
  for (let i = 0; i < 20; i++) await call(i);
  const speed = await measure(calls, async (i) => call(i));
  const alone = await partsOf(runtime.definitions, dependencies, event, name, calls);
  return {
    ...speed,
    ...alone,
    put: median(puts.slice(0, calls)),
    push: gatewayUrl ? median(pushes.slice(0, calls)) : undefined,
  };
}

async function partsOf(
  definitions: readonly ModelDefinition[],
  { models, defaultModel: configured }: Awaited<ReturnType<typeof openPredict>>,
  event: (i: number) => Parameters<Handler>[0],
  name: string,
  calls: number,
) {
  const byName = new Map(definitions.map((definition) => [definition.name, definition]));
  const { session } = models.get(name)!;
  const validate: number[] = [];
  const infer: number[] = [];
  const both: number[] = [];
  for (let i = 0; i < calls; i++) {
    const started = performance.now();
    const rows = readPredictRequest(event(i), byName, defaultModel(byName, configured))
      .rows()
      .map(({ values }) => values);
    const validated = performance.now();
    await session.predict(rows);
    const inferred = performance.now();
    validate.push(validated - started);
    infer.push(inferred - validated);
    both.push(inferred - started);
  }
  return { validate: median(validate), infer: median(infer), validateAndInfer: median(both) };
}

function timedPuts(store: Store, times: number[]): Store {
  const put: Store['put'] = async (...args) => {
    const started = performance.now();
    const done = await store.put(...args);
    times.push(performance.now() - started);
    return done;
  };
  return {
    put,
    putFile: store.putFile.bind(store),
    get: store.get.bind(store),
    getFile: store.getFile.bind(store),
    list: store.list.bind(store),
    copy: store.copy.bind(store),
    delete: store.delete.bind(store),
  };
}

function timePushes(gateway: { put(...args: never[]): Promise<void> }, times: number[]): void {
  const put = gateway.put.bind(gateway);
  gateway.put = async (...args) => {
    const started = performance.now();
    await put(...args);
    times.push(performance.now() - started);
  };
}
