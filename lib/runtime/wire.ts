import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { errorResponse } from '../http/error-response.ts';
import { toProblem } from '../http/respond.ts';
import { consoleLogger } from './logger.ts';

type Handler<Event, Result> = (event: Event, context?: Context) => Promise<Result>;

/**
 * A handler, and the start that opens what it needs; the bundle awaits it while the environment starts. Lambda never
 * tells an environment that it ends; a server that ends in order calls `stop` after the last event.
 */
export type Wired<Event, Result> = Handler<Event, Result> & {
  start(): Promise<unknown>;
  stop(): Promise<void>;
};

/**
 * Opens everything once per environment. A start that fails is tried again with the next event.
 * @param close what `stop` does with what was opened
 */
export function wire<Dependencies, Event, Result>(
  open: () => Promise<Dependencies>,
  createHandler: (dependencies: Dependencies) => Handler<Event, Result>,
  close?: (dependencies: Dependencies) => Promise<void>,
): Wired<Event, Result> {
  let opening: Promise<{ handler: Handler<Event, Result>; dependencies: Dependencies }> | undefined;
  const start = () => {
    opening ??= open()
      .then((dependencies) => ({ handler: createHandler(dependencies), dependencies }))
      .catch((error: unknown) => {
        opening = undefined;
        consoleLogger('error', 'the function could not start', { error });
        throw error;
      });
    return opening;
  };
  const stop = async (): Promise<void> => {
    const opened = await opening?.catch(() => undefined);
    if (opened) await close?.(opened.dependencies);
  };
  return Object.assign(async (event: Event, context?: Context) => (await start()).handler(event, context), {
    start,
    stop,
  });
}

/** The same for HTTP: whatever goes wrong, the caller gets an error of the protocol it speaks and nothing internal. */
export function wireHttp<Dependencies, Event extends object>(
  open: () => Promise<Dependencies>,
  createHandler: (dependencies: Dependencies) => Handler<Event, APIGatewayProxyStructuredResultV2>,
  close?: (dependencies: Dependencies) => Promise<void>,
): Wired<Event, APIGatewayProxyStructuredResultV2> {
  const wired = wire(open, createHandler, close);
  const handler = (event: Event) =>
    wired(event).catch((error: unknown) => {
      consoleLogger('error', 'a request failed', { error });
      return errorResponse(toProblem(error), (event as { rawPath?: string }).rawPath);
    });
  return Object.assign(handler, { start: wired.start, stop: wired.stop });
}
