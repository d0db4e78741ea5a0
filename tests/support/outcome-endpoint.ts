import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers a request in place of the endpoint. */
export type Misbehaviour = (response: ServerResponse) => void;

/** An endpoint on this machine that lists rows in pages, with ETags, and misbehaves when told to. */
export class OutcomeEndpoint {
  pages: Record<string, unknown>[][] = [];
  /** One for each of the next requests, in order; undefined: as usual. */
  readonly misbehave: (Misbehaviour | undefined)[] = [];
  readonly requests: { url: string; headers: IncomingMessage['headers'] }[] = [];
  readonly #server = createServer((request, response) => this.#answer(request, response));
  url = '';
  /** Whether a body says what is next; else its ETag does not change with that. */
  isNextInBody = true;
  /** Whether an answer that a page has not changed says where the next one is. */
  isLinkInUnchanged = true;
  /** When the pages last changed, said instead of an ETag; ms since the epoch. */
  modified: number | undefined;
  /** Whether there always is a cursor: behind the last page for rows to come. */
  isCursorEndless = false;
  /** Where the next page is said to be. */
  link = (next: number): string => `/rows?page=${next}`;

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/rows`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    this.requests.push({ url: request.url!, headers: request.headers });
    const misbehaviour = this.misbehave.shift();
    if (misbehaviour) {
      misbehaviour(response);
      return;
    }
    const { searchParams } = new URL(request.url!, 'http://endpoint');
    const number = Number(searchParams.get('page') ?? searchParams.get('cursor')?.slice(1) ?? 1);
    const hasNext = number < this.pages.length;
    const body = JSON.stringify({
      data: { rows: this.pages[number - 1] ?? [] },
      ...(this.isNextInBody && {
        next: hasNext ? this.link(number + 1) : null,
        cursor: hasNext || this.isCursorEndless ? `c${Math.min(number, this.pages.length) + 1}` : null,
      }),
    });
    const etag = `"${Buffer.from(body).toString('base64url').slice(0, 400)}"`;
    const modified = this.modified === undefined ? undefined : new Date(this.modified).toUTCString();
    if (modified === undefined) response.setHeader('etag', etag);
    else response.setHeader('last-modified', modified);
    const isUnchanged =
      modified === undefined
        ? request.headers['if-none-match'] === etag
        : request.headers['if-modified-since'] === modified;
    if (hasNext && (this.isLinkInUnchanged || !isUnchanged))
      response.setHeader('link', `<${this.link(number + 1)}>; rel="next"`);
    if (isUnchanged) response.writeHead(304).end();
    else response.writeHead(200, { 'content-type': 'application/json' }).end(body);
  }
}
