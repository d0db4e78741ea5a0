import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { PreconditionFailedError, StoreUnavailableError } from '../../lib/store/errors.ts';
import { S3Store } from '../../lib/store/s3.ts';
import { s3Options } from '../support/s3.ts';
import { storeDirectory } from '../support/store-directory.ts';

const MB = 1024 * 1024;
const BODY = randomBytes(33 * MB);

interface Seen {
  /** `PUT part 2`, `POST complete` and so on. */
  what: string;
  body: Buffer;
  headers: IncomingMessage['headers'];
}

let server: Server;
let store: S3Store;
let seen: Seen[];
let file: string;
/** What the server answers instead of success. */
let refuse: (what: string) => { status: number; code: string } | undefined;

const whatIs = ({ method, url }: IncomingMessage): string => {
  const query = new URL(url!, 'http://s3').searchParams;
  if (query.has('uploads')) return 'create';
  if (query.has('partNumber')) return `part ${query.get('partNumber')}`;
  return method === 'DELETE' ? 'abort' : 'complete';
};

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const what = whatIs(request);
  const body = Buffer.concat(await request.toArray());
  seen.push({ what, body, headers: request.headers });
  const no = refuse(what);
  response.writeHead(no?.status ?? 200, { 'content-type': 'application/xml', etag: `"${what}"` });
  if (no) response.end(`<?xml version="1.0"?><Error><Code>${no.code}</Code><Message>no</Message></Error>`);
  else if (what === 'create')
    response.end('<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>');
  else if (what === 'complete')
    response.end('<CompleteMultipartUploadResult><ETag>"whole"</ETag></CompleteMultipartUploadResult>');
  else response.end();
}

beforeAll(async () => {
  server = createServer((request, response) => void answer(request, response));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  store = new S3Store({ ...s3Options(`http://127.0.0.1:${port}`), maxAttempts: 2, requestTimeoutMs: 60_000 });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(async () => {
  seen = [];
  refuse = () => undefined;
  file = join(await storeDirectory(), 'file');
  await writeFile(file, BODY);
});

const sorted = () => seen.map(({ what }) => what).sort();

test('a large file goes in parts with their checksums, which are told again when it is complete', async () => {
  expect(await store.putFile('a', file, { ifMatch: 'before' })).toEqual({ etag: 'whole' });
  expect(sorted()).toEqual(['complete', 'create', 'part 1', 'part 2', 'part 3']);
  const parts = [1, 2, 3].map((number) => seen.find(({ what }) => what === `part ${number}`)!);
  expect(BODY.equals(Buffer.concat(parts.map(({ body }) => body)))).toBe(true);
  const complete = seen.at(-1)!;
  expect(complete).toMatchObject({ what: 'complete', headers: { 'if-match': '"before"' } });
  for (const [i, { body, headers }] of parts.entries()) {
    const checksum = createHash('sha256').update(body).digest('base64');
    expect(headers['x-amz-checksum-sha256']).toBe(checksum);
    expect(complete.body.toString()).toContain(`<ETag>&quot;part ${i + 1}&quot;</ETag>`);
    expect(complete.body.toString()).toContain(`<ChecksumSHA256>${checksum}</ChecksumSHA256>`);
  }
  expect(seen[0]!.headers['x-amz-checksum-algorithm']).toBe('SHA256');
});

test('a part that failed is sent again', async () => {
  let failures = 1;
  refuse = (what) =>
    what === 'part 2' && failures-- > 0 ? { status: 500, code: 'InternalError' } : undefined;
  await store.putFile('a', file);
  expect(sorted()).toEqual(['complete', 'create', 'part 1', 'part 2', 'part 2', 'part 3']);
});

test.each([
  ['part 2', 500, 'InternalError', StoreUnavailableError],
  ['part 1', 400, 'BadDigest', StoreUnavailableError],
  ['complete', 500, 'InternalError', StoreUnavailableError],
  // S3 begins to answer before it knows.
  ['complete', 200, 'InternalError', StoreUnavailableError],
  ['complete', 412, 'PreconditionFailed', PreconditionFailedError],
  ['complete', 409, 'ConditionalRequestConflict', PreconditionFailedError],
])('when %s is answered %i %s, the parts are given back last', async (failing, status, code, error) => {
  refuse = (what) => (what === failing ? { status, code } : undefined);
  await expect(store.putFile('a', file, { ifAbsent: true })).rejects.toThrow(error);
  expect(seen.at(-1)!.what).toBe('abort');
  if (failing !== 'complete') expect(sorted()).not.toContain('complete');
});

test('an upload that is not begun has nothing to give back', async () => {
  refuse = () => ({ status: 403, code: 'AccessDenied' });
  await expect(store.putFile('a', file)).rejects.toThrow(StoreUnavailableError);
  expect(sorted()).toEqual(['create']);
});
