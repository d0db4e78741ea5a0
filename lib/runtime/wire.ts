import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { errorResponse } from '../http/error-response.ts';
import { toProblem } from '../http/respond.ts';
import { consoleLogger } from './logger.ts';

type Handler<Event, Result> = (event: Event, context?: Context) => Promise<Result>;

/** A handler, and the start that opens what it needs; the bundle awaits it while the environment starts. */
export type Wired<Event, Result> = Handler<Event, Result> & { start(): Promise<unknown> };

/** Opens everything once per environment. A start that fails is tried again with the next event. */
export function wire<Dependencies, Event, Result>(
  open: () => Promise<Dependencies>,
  createHandler: (dependencies: Dependencies) => Handler<Event, Result>,
): Wired<Event, Result> {
  let starting: Promise<Handler<Event, Result>> | undefined;
  const start = (): Promise<Handler<Event, Result>> => {
    starting ??= open()
      .then(createHandler)
      .catch((error: unknown) => {
        starting = undefined;
        consoleLogger('error', 'the function could not start', { error });
        throw error;
      });
    return starting;
  };
  return Object.assign(async (event: Event, context?: Context) => (await start())(event, context), {
    start,
  });
}

/** The same for HTTP: whatever goes wrong, the caller gets an error of the protocol it speaks and nothing internal. */
export function wireHttp<Dependencies, Event extends object>(
  open: () => Promise<Dependencies>,
  createHandler: (dependencies: Dependencies) => Handler<Event, APIGatewayProxyStructuredResultV2>,
): Wired<Event, APIGatewayProxyStructuredResultV2> {
  const wired = wire(open, createHandler);
  const handler = (event: Event) =>
    wired(event).catch((error: unknown) => {
      consoleLogger('error', 'a request failed', { error });
      return errorResponse(toProblem(error), (event as { rawPath?: string }).rawPath);
    });
  return Object.assign(handler, { start: wired.start });
}
