import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { conditional } from '../lib/http/conditional.ts';
import { json, problemResponse, toProblem } from '../lib/http/respond.ts';
import type { ModelDefinition } from '../lib/model/definition.ts';
import type { VersionWatch } from '../lib/model/version-watch.ts';
import { readMonitor } from '../lib/monitor/read-monitor.ts';
import { pageResponse, readReportPage } from '../lib/monitor/report-page.ts';
import { readDay, readDays } from '../lib/monitor/request.ts';
import { deployedModel } from '../lib/predict/rejected.ts';
import type { Logger } from '../lib/runtime/logger.ts';
import { openMonitor } from '../lib/runtime/open-monitor.ts';
import { wireHttp } from '../lib/runtime/wire.ts';
import type { Store } from '../lib/store/store.ts';

export interface MonitorDependencies {
  models: ReadonlyMap<string, ModelDefinition>;
  store: Store;
  /** Address of the dashboard of a model. */
  grafana: string | undefined;
  logger: Logger;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Undefined where models do not change while an environment lives. */
  watch: VersionWatch | undefined;
}

type Event = Pick<APIGatewayProxyEventV2, 'pathParameters' | 'queryStringParameters' | 'headers' | 'rawPath'>;

/**
 * `GET /monitor/{model}`, how a model is doing, and `GET /monitor/{model}/reports/{day}`, the stored report of a day.
 * Who has the answer already, by its ETag, gets 304.
 */
export function createHandler({ models, store, grafana, logger, now, watch }: MonitorDependencies) {
  return async (event: Event): Promise<APIGatewayProxyStructuredResultV2> => {
    watch?.touch();
    try {
      const { model = '', day } = event.pathParameters ?? {};
      const definition = deployedModel(models, model);
      const answer =
        day === undefined
          ? json(200, await readMonitor(store, definition, { days: readDays(event), now: now(), grafana }))
          : pageResponse(await readReportPage(store, model, readDay(day)));
      return conditional(answer, event.headers?.['if-none-match']);
    } catch (error) {
      const problem = toProblem(error);
      if (problem.status >= 500)
        logger('error', 'what is stored of a model could not be read', { path: event.rawPath, error });
      return problemResponse(problem);
    }
  };
}

export const handler = wireHttp(openMonitor, createHandler);
