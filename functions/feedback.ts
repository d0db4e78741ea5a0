import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { joinPrediction, type Predicted } from '../lib/feedback/join.ts';
import { recentKey, rolling } from '../lib/feedback/recent.ts';
import { type OutcomeRequest, RejectedOutcomeError, readOutcomeRequest } from '../lib/feedback/request.ts';
import { publishRolling } from '../lib/feedback/rolling-gauges.ts';
import { json, problemResponse } from '../lib/http/respond.ts';
import type { Cutter } from '../lib/log/entry.ts';
import type { IdempotencyKeys } from '../lib/log/idempotency.ts';
import type { OutcomeRecord, RejectedOutcomeRecord } from '../lib/log/record.ts';
import { UNKNOWN_MODEL } from '../lib/metrics/reasons.ts';
import type { GaugePublisher } from '../lib/metrics/sample.ts';
import type { VersionWatch } from '../lib/model/version-watch.ts';
import type { OutcomeSource } from '../lib/outcomes/source.ts';
import type { FunctionLog } from '../lib/runtime/function-log.ts';
import type { Logger } from '../lib/runtime/logger.ts';
import { openFeedback } from '../lib/runtime/open-feedback.ts';
import { refusal } from '../lib/runtime/refusal.ts';
import { wireHttp } from '../lib/runtime/wire.ts';

export interface FeedbackDependencies extends Predicted {
  source: OutcomeSource;
  log: FunctionLog;
  idempotency: IdempotencyKeys;
  gauges: GaugePublisher | undefined;
  logger: Logger;
  /** Undefined where models do not change while an environment lives. */
  watch: VersionWatch | undefined;
}

type Event = Pick<APIGatewayProxyEventV2, 'body' | 'isBase64Encoded' | 'headers'>;

/** `POST /feedback`: the outcome, joined to its prediction, is durable before it is answered. */
export function createHandler(dependencies: FeedbackDependencies) {
  const { models, store, log, idempotency, gauges, logger, watch } = dependencies;
  const { name: source, confidence } = dependencies.source;
  return async (event: Event): Promise<APIGatewayProxyStructuredResultV2> => {
    watch?.touch();
    let request: OutcomeRequest | undefined;
    try {
      request = readOutcomeRequest(event);
      const outcome = await record(request, event);
      await log.published(...(await roll(outcome)));
      return json(200, present(outcome));
    } catch (error) {
      const told = error instanceof RejectedOutcomeError ? error.model : undefined;
      return refuse(error, told ?? (request ? labelOf(request) : UNKNOWN_MODEL));
    }
  };

  /** Under which model a refusal is counted: anybody can make up an id. */
  function labelOf({ place }: OutcomeRequest): string {
    return models.has(place.model) ? place.model : UNKNOWN_MODEL;
  }

  /** Writes the outcome, or finds it written when the request is a retry. */
  async function record(request: OutcomeRequest, { headers, body }: Event): Promise<OutcomeRecord> {
    const failure = (time: string) => rejected(time, labelOf(request), 'store_unavailable');
    const key = headers?.['idempotency-key'];
    const attempt = key !== undefined && (await log.owing(failure, () => idempotency.begin(key, body ?? '')));
    let outcome: OutcomeRecord;
    if (attempt && 'records' in attempt) outcome = attempt.records[0] as OutcomeRecord;
    else {
      const { prediction, actual } = await log.owing(failure, () => joinPrediction(dependencies, request));
      const { model, time, version, features, label, score, probabilities } = prediction;
      const cut = ({ time: now, id }: Cutter): OutcomeRecord[] => [
        {
          type: 'outcome',
          id: id(model),
          time: new Date(now).toISOString(),
          model,
          prediction_id: prediction.id,
          source,
          confidence,
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

  async function refuse(error: unknown, model: string): Promise<APIGatewayProxyStructuredResultV2> {
    const record = (time: string, reason: string) => rejected(time, model, reason);
    return problemResponse(await refusal({ log, logger }, error, model, record));
  }

  function rejected(time: string, model: string, reason: string): RejectedOutcomeRecord {
    return { type: 'rejected_outcome', time, model, source, reason };
  }
}

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
