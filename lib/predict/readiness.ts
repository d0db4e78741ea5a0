import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { errorResponse } from '../http/error-response.ts';
import { ProblemError } from '../http/problem.ts';
import { json, toProblem } from '../http/respond.ts';
import type { ModelDefinition } from '../model/definition.ts';
import type { Session } from '../model/session.ts';
import type { FunctionLog } from '../runtime/function-log.ts';
import type { Logger } from '../runtime/logger.ts';
import type { Store } from '../store/store.ts';
import { deployedModel } from './rejected.ts';

export interface ReadinessDependencies {
  models: ReadonlyMap<string, { definition: ModelDefinition; session: Pick<Session, 'ready'> }>;
  store: Store;
  log: Pick<FunctionLog, 'countStoreFailure' | 'published'>;
  logger: Logger;
}

/**
 * `GET /health`, `GET /v2/health/ready` and `GET /v2/models/{model}[/versions/{version}]/ready`: ready is what can
 * predict, so it is told by the sessions that do. A model that is still loading is waited for, one that failed is tried
 * again, as a prediction would. Nothing is recorded or counted but that the store fails: who is not ready for that gets no
 * predictions to fail.
 */
export async function readiness(
  dependencies: ReadinessDependencies,
  event: Pick<APIGatewayProxyEventV2, 'pathParameters'> & { rawPath?: string },
): Promise<APIGatewayProxyStructuredResultV2> {
  try {
    return json(200, await answer(dependencies, event));
  } catch (error) {
    const problem = toProblem(error);
    if (problem.reason === 'store_unavailable') {
      dependencies.log.countStoreFailure();
      await dependencies.log.published();
    }
    if (problem.status >= 500) dependencies.logger('error', 'not ready', { path: event.rawPath, error });
    return errorResponse(problem, event.rawPath);
  }
}

async function answer(
  { models, store }: ReadinessDependencies,
  { pathParameters, rawPath }: Parameters<typeof readiness>[1],
): Promise<unknown> {
  const { model, version } = pathParameters ?? {};
  if (model !== undefined) {
    const definitions = new Map([...models].map(([name, { definition }]) => [name, definition]));
    const { name } = deployedModel(definitions, model, version);
    await expectLoaded(models, [name]);
    return { name, ready: true };
  }
  await store.get('health');
  await expectLoaded(models, [...models.keys()]);
  // The text of the specification says `live` here, its description and its users say `ready`.
  return rawPath === '/health' ? { status: 'ok', models: models.size } : { live: true, ready: true };
}

/** @throws ProblemError `not_ready` */
async function expectLoaded(models: ReadinessDependencies['models'], names: string[]): Promise<void> {
  const settled = await Promise.allSettled(names.map((name) => models.get(name)!.session.ready()));
  const failed = names.filter((_, i) => settled[i]!.status === 'rejected');
  if (failed.length === 0) return;
  const problem = {
    status: 503,
    reason: 'not_ready',
    title: 'Not ready',
    detail: `expected ${names.join(', ')} to be loaded; ${failed.join(', ')} could not be. It has been logged.`,
  };
  throw new ProblemError(problem);
}
