import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { errorResponse, isInferencePath } from '../lib/http/error-response.ts';
import { ProblemError } from '../lib/http/problem.ts';
import { json } from '../lib/http/respond.ts';
import { readInferenceRequest } from '../lib/inference/request.ts';
import type { Cutter } from '../lib/log/entry.ts';
import { type IdempotencyKeys, keyProblem } from '../lib/log/idempotency.ts';
import type { LogRecord, PredictionRecord } from '../lib/log/record.ts';
import type { FeatureGauges } from '../lib/metrics/feature-gauges.ts';
import { UNKNOWN_MODEL } from '../lib/metrics/reasons.ts';
import { defaultModel } from '../lib/model/default-model.ts';
import type { ModelDefinition } from '../lib/model/definition.ts';
import type { FormerVersions } from '../lib/model/former-versions.ts';
import { redact } from '../lib/model/redact.ts';
import { InferenceError, type Session } from '../lib/model/session.ts';
import type { VersionWatch } from '../lib/model/version-watch.ts';
import { EntityKeys } from '../lib/predict/entity-keys.ts';
import { readiness } from '../lib/predict/readiness.ts';
import { RejectedRequestError } from '../lib/predict/rejected.ts';
import { type PredictRequest, readPredictRequest } from '../lib/predict/request.ts';
import type { FunctionLog } from '../lib/runtime/function-log.ts';
import type { Logger } from '../lib/runtime/logger.ts';
import { openPredict } from '../lib/runtime/open-predict.ts';
import { refusal } from '../lib/runtime/refusal.ts';
import { wireHttp } from '../lib/runtime/wire.ts';
import type { Store } from '../lib/store/store.ts';

export interface PredictDependencies {
  models: ReadonlyMap<string, { definition: ModelDefinition; session: Session }>;
  store: Store;
  /** As configured. */
  defaultModel: string | undefined;
  log: FunctionLog;
  idempotency: IdempotencyKeys;
  features: FeatureGauges | undefined;
  hashKey: string | undefined;
  logger: Logger;
  /** Undefined where models do not change while an environment lives. */
  watch: VersionWatch | undefined;
  /** Undefined where nothing is known of versions that answered before. */
  former: FormerVersions | undefined;
}

type Event = Pick<APIGatewayProxyEventV2, 'body' | 'isBase64Encoded' | 'pathParameters' | 'headers'> & {
  rawPath?: string;
  requestContext?: { http: { method: string } };
};

/**
 * `POST /predict`, `POST /models/{model}/predict`, and `POST /v2/models/{model}[/versions/{version}]/infer` of the Open
 * Inference Protocol. They differ in how a request is read and presented, and in nothing else: an answer is durable,
 * with everything it counts, before it leaves. Also whether all this is ready, which `GET` asks.
 */
export function createHandler(dependencies: PredictDependencies) {
  const { models, log } = dependencies;
  return async (event: Event): Promise<APIGatewayProxyStructuredResultV2> => {
    const startedAt = performance.now();
    dependencies.watch?.touch();
    if (event.requestContext?.http.method === 'GET') return readiness(dependencies, event);
    const definitions = new Map([...models].map(([name, { definition }]) => [name, definition]));
    let request: PredictRequest | undefined;
    try {
      request = isInferencePath(event.rawPath)
        ? readInferenceRequest(event, definitions)
        : readPredictRequest(event, definitions, defaultModel(definitions, dependencies.defaultModel));
      // Now, because a switch to another version may come at any await.
      const { session } = models.get(request.definition.name)!;
      const { records, again } = await answer(dependencies, session, request, event, startedAt);
      const features = !again && dependencies.features?.see(request.definition, records.at(-1)!.features);
      await log.published(...(features ? [features] : []));
      return json(200, request.answer(records, await answering(dependencies, request, records[0]!)));
    } catch (error) {
      const model =
        request?.definition.name ?? (error instanceof RejectedRequestError ? error.model : undefined);
      // The path may name the model of a body that cannot be read.
      const named = definitions.get(event.pathParameters?.model ?? '')?.name;
      return refuse(error, model ?? named ?? UNKNOWN_MODEL, event.rawPath);
    }
  };

  async function refuse(
    error: unknown,
    model: string,
    path: string | undefined,
  ): Promise<APIGatewayProxyStructuredResultV2> {
    const checks = error instanceof RejectedRequestError ? error.checks : [];
    const problem = await refusal(dependencies, asProblem(error), model, (time, reason) =>
      rejected(time, model, reason, reason === 'store_unavailable' ? [] : checks),
    );
    return errorResponse(problem, path);
  }
}

/** The records of the answer: the first ones again when the request is a retry. */
async function answer(
  { store, log, idempotency, hashKey }: PredictDependencies,
  session: Session,
  request: PredictRequest,
  { headers, body }: Event,
  startedAt: number,
): Promise<{ records: PredictionRecord[]; again: boolean }> {
  const { definition } = request;
  const failure = (time: string) => rejected(time, definition.name, 'store_unavailable');
  const key = headers?.['idempotency-key'];
  const attempt =
    key !== undefined &&
    (await log.owing(failure, () => idempotency.begin(key, `${definition.name} ${body}`)));
  if (attempt && 'records' in attempt) return { records: answeredBefore(attempt.records), again: true };
  const checked = request.rows();
  const entities = new EntityKeys(store, definition.name, hashKey, checked);
  const rows = checked.map(({ values }) => values);
  const predictions = await session.predict(rows);
  const stored = rows.map((row) => ({ ...redact(definition, row, hashKey), ...session.derive(row) }));
  const cut = ({ time, id }: Cutter): PredictionRecord[] => {
    const latency = Math.round((performance.now() - startedAt) * 1000);
    return predictions.map((prediction, i) => ({
      type: 'prediction',
      id: id(definition.name),
      time: new Date(time).toISOString(),
      model: definition.name,
      version: definition.version,
      features: stored[i]!,
      ...prediction,
      ...(i === 0 && { request: { rows: rows.length, latency_us: latency } }),
    }));
  };
  const prepare = async (records: LogRecord[]): Promise<void> => {
    const claimed = attempt ? attempt.prepare(records) : undefined;
    await Promise.all([claimed, entities.put(records as PredictionRecord[])]);
  };
  const records = await log.commit({ cut, prepare }, failure);
  return { records: records as PredictionRecord[], again: false };
}

/** The records of a first answer. @throws ProblemError when one of them was erased: the answer cannot be given again */
function answeredBefore(records: readonly LogRecord[]): PredictionRecord[] {
  return records.map((record) => {
    if (record.type === 'prediction') return record;
    throw keyProblem(410, 'expected a key whose predictions are there, got one of which some were erased');
  });
}

/** The version that the records are of: for a retry, it may have been another than now. */
async function answering(
  { former }: PredictDependencies,
  { definition }: PredictRequest,
  { model, version }: PredictionRecord,
): Promise<ModelDefinition> {
  if (version === definition.version) return definition;
  return (await former?.definition(model, version)) ?? definition;
}

const rejected = (
  time: string,
  model: string,
  reason: string,
  checks: { feature: string | null; check: string; count: number }[] = [],
): LogRecord => ({
  type: 'rejected',
  time,
  model,
  reason,
  checks,
});

function asProblem(error: unknown): unknown {
  if (!(error instanceof InferenceError)) return error;
  const detail = 'The model could not compute an answer. It has been logged.';
  const problem = { status: 500, reason: 'inference_failed', title: 'Inference failed', detail };
  return new ProblemError(problem, { cause: error });
}

export const handler = wireHttp(openPredict, createHandler, ({ log }) => log.close());
