import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { errorResponse } from '../../lib/http/error-response.ts';
import { toProblem } from '../../lib/http/respond.ts';
import type { Logger } from '../../lib/runtime/logger.ts';
import { readBody } from './body.ts';
import { targetOf, toEvent } from './event.ts';
import { contextOf, type Functions } from './functions.ts';
import { reply } from './reply.ts';
import { Router } from './router.ts';
import type { Table } from './table.ts';
import { withinTime } from './within-time.ts';

/** Of reading a request: a client that takes longer is answered 408. */
const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;
/** Longer than the 60 s after which load balancers give an idle connection up, so that they do it first. */
const KEEP_ALIVE_MS = 65_000;
/** Longer than any answer takes: a client that reads nothing is cut off. */
const INACTIVE_MS = 90_000;

/** The functions behind HTTP, with the routes of a table. */
export class ApiServer {
  readonly #server: Server;
  readonly #router: Router;
  readonly #timeouts: Table['timeouts'];
  readonly #functions: Functions;
  readonly #logger: Logger;
  #closing = false;

  /** @throws Error when a route is not understood */
  constructor({ routes, fallback, timeouts }: Table, functions: Functions, logger: Logger) {
    this.#router = new Router(routes, fallback);
    this.#timeouts = timeouts;
    this.#functions = functions;
    this.#logger = logger;
    const limits = {
      headersTimeout: HEADERS_MS,
      requestTimeout: REQUEST_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
    };
    this.#server = createServer({ ...limits, connectionsCheckingInterval: 1_000 }, (request, response) => {
      void this.#serve(request, response);
    });
    this.#server.timeout = INACTIVE_MS;
  }

  /** @returns the port, which the system chooses for 0 */
  async listen(host: string, port: number): Promise<number> {
    await once(this.#server.listen(port, host), 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  /** Takes no more connections, and resolves when every request that came in has been answered. */
  async close(): Promise<void> {
    this.#closing = true;
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { path } = targetOf(request);
    let result: APIGatewayProxyStructuredResultV2;
    try {
      const body = await readBody(request);
      result = await this.#invoke(request, path, body);
    } catch (error) {
      if (request.errored) return; // the client has gone
      const problem = toProblem(error);
      if (problem.status >= 500) this.#logger('error', 'a request failed', { path, error });
      result = errorResponse(problem, path);
    }
    if (this.#closing) response.setHeader('connection', 'close');
    reply(response, result);
  }

  async #invoke(
    request: IncomingMessage,
    path: string,
    body: Buffer,
  ): Promise<APIGatewayProxyStructuredResultV2> {
    const match = this.#router.find(request.method ?? '', path);
    const seconds = this.#timeouts[match.function]!;
    const event = toEvent(request, body, match, Date.now());
    return withinTime(seconds, this.#functions[match.function]!(event, contextOf(seconds)));
  }
}
