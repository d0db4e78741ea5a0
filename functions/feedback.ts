import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { rejectionProblem } from '../lib/feedback/rejection-problem.ts';
import { type OutcomeRequest, RejectedOutcomeError, readOutcomeRequest } from '../lib/feedback/request.ts';
import { json, problemResponse } from '../lib/http/respond.ts';
import type { OutcomeRecord } from '../lib/log/record.ts';
import { UNKNOWN_MODEL } from '../lib/metrics/reasons.ts';
import type { ModelDefinition } from '../lib/model/definition.ts';
import type { VersionWatch } from '../lib/model/version-watch.ts';
import { isAccepted, type RowResult } from '../lib/outcomes/batch.ts';
import type { OutcomeIngest } from '../lib/outcomes/ingest.ts';
import { RecentWindow } from '../lib/outcomes/recent-window.ts';
import { type RollDependencies, rollWindow } from '../lib/outcomes/roll-window.ts';
import type { OutcomeSource } from '../lib/outcomes/source.ts';
import type { FunctionLog } from '../lib/runtime/function-log.ts';
import { openFeedback } from '../lib/runtime/open-feedback.ts';
import { refusal } from '../lib/runtime/refusal.ts';
import { wireHttp } from '../lib/runtime/wire.ts';

export interface FeedbackDependencies extends RollDependencies {
  models: ReadonlyMap<string, ModelDefinition>;
  source: OutcomeSource;
  ingest: OutcomeIngest;
  log: FunctionLog;
  /** Undefined where models do not change while an environment lives. */
  watch: VersionWatch | undefined;
}

type Event = Pick<APIGatewayProxyEventV2, 'body' | 'isBase64Encoded' | 'headers'>;

/** `POST /feedback`: the outcome, joined to its prediction, is durable before it is answered. */
export function createHandler(dependencies: FeedbackDependencies) {
  const { models, source, ingest, log, watch } = dependencies;
  return async (event: Event): Promise<APIGatewayProxyStructuredResultV2> => {
    watch?.touch();
    let request: OutcomeRequest | undefined;
    try {
      request = readOutcomeRequest(event);
      const window = new RecentWindow();
      const result = await take(request, event, window);
      await log.published(...(await rollWindow(dependencies, window)));
      return answer(result);
    } catch (error) {
      const told = error instanceof RejectedOutcomeError ? error.model : undefined;
      return refuse(error, told ?? (request ? labelOf(request) : UNKNOWN_MODEL));
    }
  };

  /** Under which model a refusal is counted: anybody can make up an id. */
  function labelOf({ place }: OutcomeRequest): string {
    return models.has(place.model) ? place.model : UNKNOWN_MODEL;
  }

  /** Takes the outcome, or finds it taken when the request is a retry. */
  async function take(
    { predictionId, place, actual, predicted }: OutcomeRequest,
    { headers, body }: Event,
    window: RecentWindow,
  ): Promise<RowResult> {
    const subject = { predictionId, place };
    const row = { at: predictionId, model: place.model, subject, actual, predicted };
    const name = headers?.['idempotency-key'];
    const key = name === undefined ? undefined : { name, request: body ?? '' };
    const [result] = await ingest.take(source, [{ rows: [row], key }], { window });
    if (result && 'rows' in result) return result.rows[0]!;
    throw result && 'error' in result
      ? result.error
      : new Error('expected a result of the outcome, got none');
  }

  async function refuse(error: unknown, model: string): Promise<APIGatewayProxyStructuredResultV2> {
    return problemResponse(
      await refusal(dependencies, error, model, (time, reason) => ({
        type: 'rejected_outcome',
        time,
        model,
        source: source.name,
        reason,
      })),
    );
  }
}

function answer(result: RowResult): APIGatewayProxyStructuredResultV2 {
  if (isAccepted(result)) return json(200, present(result.outcome));
  if ('reason' in result) return problemResponse(rejectionProblem(result));
  throw new Error('expected an outcome or why it is refused, got neither');
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
