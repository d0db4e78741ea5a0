import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type FeedbackRequest, readFeedbackRequest } from '../lib/feedback/request.ts';
import { json, problemResponse, toProblem } from '../lib/http/respond.ts';
import { UNKNOWN_MODEL } from '../lib/metrics/reasons.ts';
import type { ModelDefinition } from '../lib/model/definition.ts';
import type { VersionWatch } from '../lib/model/version-watch.ts';
import { isAccepted, type RowResult } from '../lib/outcomes/batch.ts';
import type { OutcomeIngest } from '../lib/outcomes/ingest.ts';
import { RecentWindow } from '../lib/outcomes/recent-window.ts';
import { type RollDependencies, rollWindow } from '../lib/outcomes/roll-window.ts';
import type { ReadRow } from '../lib/outcomes/row.ts';
import type { OutcomeSource } from '../lib/outcomes/source.ts';
import { markReviewed } from '../lib/review/mark-reviewed.ts';
import { reviewPage } from '../lib/review/page.ts';
import { readPageRequest } from '../lib/review/page-request.ts';
import { readReviewRequest } from '../lib/review/request.ts';
import type { FunctionLog } from '../lib/runtime/function-log.ts';
import { openFeedback } from '../lib/runtime/open-feedback.ts';
import { refusal } from '../lib/runtime/refusal.ts';
import { wireHttp } from '../lib/runtime/wire.ts';

export interface FeedbackDependencies extends RollDependencies {
  models: ReadonlyMap<string, ModelDefinition>;
  source: { api: OutcomeSource; reviewer: OutcomeSource };
  ingest: OutcomeIngest;
  log: FunctionLog;
  /** Undefined where models do not change while an environment lives. */
  watch: VersionWatch | undefined;
}

type Event = Pick<
  APIGatewayProxyEventV2,
  'body' | 'isBase64Encoded' | 'headers' | 'queryStringParameters'
> & {
  rawPath?: string;
  requestContext?: { http: { method: string } };
};

/**
 * `POST /feedback` and `POST /validate`, which differ in who speaks: outcomes, joined to their predictions, are durable
 * before they are answered. `GET /validate` says which predictions a reviewer should look at.
 */
export function createHandler(dependencies: FeedbackDependencies) {
  const { models, source, store, ingest, log, logger, watch } = dependencies;
  const readFeedback = (event: Event) => readFeedbackRequest(event, log.environment.now());
  return async (event: Event): Promise<APIGatewayProxyStructuredResultV2> => {
    watch?.touch();
    if (event.rawPath !== '/validate') return take(event, source.api, readFeedback);
    if (event.requestContext?.http.method === 'GET') return toReview(event);
    return take(event, source.reviewer, readReviewRequest);
  };

  async function take(
    event: Event,
    from: OutcomeSource,
    read: (event: Event) => FeedbackRequest,
  ): Promise<APIGatewayProxyStructuredResultV2> {
    let request: FeedbackRequest | undefined;
    try {
      request = read(event);
      const window = new RecentWindow();
      const results = await ingestRows(event, from, request.rows, window);
      const outcomes = results.filter(isAccepted).map(({ outcome }) => outcome);
      const [gauges] = await Promise.all([
        rollWindow(dependencies, window),
        markReviewed(dependencies, outcomes),
      ]);
      await log.published(...gauges);
      return request.answer(results);
    } catch (error) {
      const model = labelOf(request?.rows ?? []);
      const problem = await refusal(dependencies, error, model, (time, reason) => ({
        type: 'rejected_outcome',
        time,
        model,
        source: from.name,
        reason,
      }));
      return problemResponse(problem);
    }
  }

  /** Takes outcomes, or finds them taken when the request is a retry. */
  async function ingestRows(
    { headers, body }: Event,
    from: OutcomeSource,
    rows: readonly ReadRow[],
    window: RecentWindow,
  ): Promise<RowResult[]> {
    const name = headers?.['idempotency-key'];
    const key = name === undefined ? undefined : { name, request: body ?? '' };
    const [result] = await ingest.take(from, [{ rows, key }], { window });
    if (result && 'rows' in result) return result.rows;
    throw result && 'error' in result ? result.error : new Error('expected results of the rows, got none');
  }

  /** Under which model a refusal of all rows is counted: anybody can make up an id. */
  function labelOf(rows: readonly ReadRow[]): string {
    const [model, ...others] = new Set(rows.map((row) => ('model' in row ? row.model : undefined)));
    return model !== undefined && others.length === 0 && models.has(model) ? model : UNKNOWN_MODEL;
  }

  /** Nothing is recorded or counted. */
  async function toReview(event: Event): Promise<APIGatewayProxyStructuredResultV2> {
    try {
      return json(200, await reviewPage(store, readPageRequest(event, new Set(models.keys()))));
    } catch (error) {
      const problem = toProblem(error);
      if (problem.reason === 'store_unavailable') {
        log.countStoreFailure();
        await log.published();
      }
      if (problem.status >= 500) logger('error', 'the review queue could not be read', { error });
      return problemResponse(problem);
    }
  }
}

export const handler = wireHttp(openFeedback, createHandler, ({ log }) => log.close());
