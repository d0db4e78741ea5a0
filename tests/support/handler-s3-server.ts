import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How the server fails: with a status and an error code, or by never answering. */
export type S3Failure = { status: number; code: string } | 'hangs' | undefined;

/** As much of S3 on the wire as a store needs, in memory; it fails when it is told to. */
export class S3Server {
  failure: S3Failure;
  readonly #objects = new Map<string, { body: Buffer; time: Date }>();
  readonly #server = createServer((request, response) => void this.#serve(request, response));

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { failure } = this;
    if (failure === 'hangs') return;
    if (failure) return error(response, failure.status, failure.code);
    const url = new URL(request.url!, 'http://s3');
    const key = decodeURIComponent(url.pathname.split('/').slice(2).join('/'));
    if (url.searchParams.has('list-type')) return this.#list(url, response);
    if (request.method === 'PUT') return this.#put(key, Buffer.concat(chunks), request, response);
    const object = this.#objects.get(key);
    if (!object) return error(response, 404, 'NoSuchKey');
    response.setHeader('last-modified', object.time.toUTCString());
    response.setHeader('etag', etag(object.body)).end(object.body);
  }

  #put(key: string, body: Buffer, { headers }: IncomingMessage, response: ServerResponse): void {
    const present = this.#objects.get(key);
    const refused =
      headers['if-match'] !== undefined && (!present || headers['if-match'] !== etag(present.body));
    if (refused || (headers['if-none-match'] === '*' && present)) error(response, 412, 'PreconditionFailed');
    else {
      this.#objects.set(key, { body, time: new Date() });
      response.setHeader('etag', etag(body)).end();
    }
  }

  #list({ searchParams }: URL, response: ServerResponse): void {
    const prefix = searchParams.get('prefix') ?? '';
    const contents = [...this.#objects]
      .filter(([key]) => key.startsWith(prefix))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(
        ([key, { body, time }]) =>
          `<Contents><Key>${key}</Key><LastModified>${time.toISOString()}</LastModified>` +
          `<ETag>${etag(body).replaceAll('"', '&quot;')}</ETag><Size>${body.length}</Size></Contents>`,
      );
    response.end(
      `<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated>${contents.join('')}</ListBucketResult>`,
    );
  }
}

const etag = (body: Buffer): string => `"${createHash('md5').update(body).digest('hex')}"`;

function error(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>secret</Message></Error>`);
}
