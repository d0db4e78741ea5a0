import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { recentKey, rolling } from '../lib/feedback/recent.ts';
import { type OutcomeRequest, RejectedOutcomeError, readOutcomeRequest } from '../lib/feedback/request.ts';
import { publishRolling } from '../lib/feedback/rolling-gauges.ts';
import { json, problemResponse } from '../lib/http/respond.ts';
import type { Cutter } from '../lib/log/entry.ts';
import { findRecord } from '../lib/log/find.ts';
import type { IdempotencyKeys } from '../lib/log/idempotency.ts';
import type { OutcomeRecord, PredictionRecord, RejectedOutcomeRecord } from '../lib/log/record.ts';
import { UNKNOWN_MODEL } from '../lib/metrics/reasons.ts';
import type { GaugePublisher } from '../lib/metrics/sample.ts';
import type { ModelDefinition } from '../lib/model/definition.ts';
import type { FunctionLog } from '../lib/runtime/function-log.ts';
import type { Logger } from '../lib/runtime/logger.ts';
import { openFeedback } from '../lib/runtime/open-feedback.ts';
import { refusal } from '../lib/runtime/refusal.ts';
import { wireHttp } from '../lib/runtime/wire.ts';
import type { Store } from '../lib/store/store.ts';

export interface FeedbackDependencies {
  models: ReadonlyMap<string, ModelDefinition>;
  store: Store;
  log: FunctionLog;
  idempotency: IdempotencyKeys;
  gauges: GaugePublisher | undefined;
  logger: Logger;
}

/** Outcomes that come through the API are of this source, with this confidence. */
const SOURCE = { source: 'api', confidence: 0.8 };

type Event = Pick<APIGatewayProxyEventV2, 'body' | 'isBase64Encoded' | 'headers'>;

/** `POST /feedback`: the outcome, joined to its prediction, is durable before it is answered. */
export function createHandler({ models, store, log, idempotency, gauges, logger }: FeedbackDependencies) {
  return async (event: Event): Promise<APIGatewayProxyStructuredResultV2> => {
    let request: OutcomeRequest | undefined;
    try {
      request = readOutcomeRequest(event, models);
      const outcome = await record(request, event);
      await log.published(...(await roll(outcome)));
      return json(200, present(outcome));
    } catch (error) {
      const model =
        request?.definition.name ?? (error instanceof RejectedOutcomeError ? error.model : undefined);
      return refuse(error, model ?? UNKNOWN_MODEL);
    }
  };

  /** Writes the outcome, or finds it written when the request is a retry. */
  async function record(request: OutcomeRequest, { headers, body }: Event): Promise<OutcomeRecord> {
    const { predictionId, definition, actual } = request;
    const failure = (time: string) => rejected(time, definition.name, 'store_unavailable');
    const key = headers?.['idempotency-key'];
    const attempt = key !== undefined && (await log.owing(failure, () => idempotency.begin(key, body ?? '')));
    let outcome: OutcomeRecord;
    if (attempt && 'records' in attempt) outcome = attempt.records[0] as OutcomeRecord;
    else {
      const prediction = await log.owing(failure, () => findPrediction(request));
      const { time, version, features, label, score, probabilities } = prediction;
      const cut = ({ time: now, id }: Cutter): OutcomeRecord[] => [
        {
          type: 'outcome',
          id: id(definition.name),
          time: new Date(now).toISOString(),
          model: definition.name,
          prediction_id: predictionId,
          ...SOURCE,
          actual,
          prediction: { time, version, features, label, score, probabilities },
        },
      ];
      const entry = { cut, ...(attempt && { prepare: attempt.prepare }) };
      outcome = (await log.commit(entry, failure))[0] as OutcomeRecord;
    }
    return outcome;
  }

  /**
   * Brings the outcome into the rolling window; on a retry too, as the first attempt may have ended before. The outcome
   * is durable and counted by now, so a failure here fails no request: the window lacks one outcome, and the log says so.
   */
  async function roll(outcome: OutcomeRecord): Promise<Promise<void>[]> {
    const { model } = outcome;
    try {
      await store.put(recentKey(outcome), '');
      return gauges ? [publishRolling(store, gauges, model, await rolling(store, model))] : [];
    } catch (error) {
      log.countStoreFailure();
      logger('warn', 'an outcome is missing from the rolling window', { model, id: outcome.id, error });
      return [];
    }
  }

  async function findPrediction({ predictionId, place, definition, predicted }: OutcomeRequest) {
    const prediction = await findRecord(store, predictionId, place);
    if (prediction?.type !== 'prediction') {
      const detail = `expected the id of a prediction that was answered, got ${predictionId}`;
      throw new RejectedOutcomeError(404, 'unknown_prediction', 'Unknown prediction', detail);
    }
    if (predicted !== undefined && predicted !== prediction.label) {
      const detail = `predicted_outcome: expected ${JSON.stringify(prediction.label)}, which was answered, got ${JSON.stringify(predicted)}`;
      throw new RejectedOutcomeError(
        422,
        'contradiction',
        'Contradicts the prediction',
        detail,
        definition.name,
      );
    }
    return prediction as PredictionRecord;
  }

  async function refuse(error: unknown, model: string): Promise<APIGatewayProxyStructuredResultV2> {
    const record = (time: string, reason: string) => rejected(time, model, reason);
    return problemResponse(await refusal({ log, logger }, error, model, record));
  }
}

const rejected = (time: string, model: string, reason: string): RejectedOutcomeRecord => ({
  type: 'rejected_outcome',
  time,
  model,
  source: SOURCE.source,
  reason,
});

function present({ id, model, prediction_id, actual, prediction, time, source }: OutcomeRecord) {
  return {
    outcome_id: id,
    prediction_id,
    model,
    version: prediction.version,
    predicted_outcome: prediction.label,
    actual_outcome: actual,
    correct: actual === prediction.label,
    score: prediction.score,
    predicted_at: prediction.time,
    received_at: time,
    source,
  };
}

export const handler = wireHttp(openFeedback, createHandler);
