import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PreconditionFailedError, StoreUnavailableError } from '../../lib/store/errors.ts';
import { S3Store } from '../../lib/store/s3.ts';
import { quickest } from '../support/quickest.ts';
import { s3Options } from '../support/s3.ts';
import { collect } from '../support/store-collect.ts';

let server: Server;
let answer: RequestListener;
let requests: { method: string; headers: NodeJS.Dict<string | string[]> }[];
let endpoint: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    requests.push({ method: request.method!, headers: request.headers });
    request.resume().on('end', () => answer(request, response));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  requests = [];
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function store(options = {}): S3Store {
  return new S3Store({ ...s3Options(endpoint), ...options });
}

function errorAnswer(status: number, code: string): RequestListener {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/xml' });
    response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`);
  };
}

const OPERATIONS: [string, (store: S3Store) => Promise<unknown>][] = [
  ['put', (store) => store.put('a', 'body')],
  ['put if absent', (store) => store.put('a', 'body', { ifAbsent: true })],
  ['put if match', (store) => store.put('a', 'body', { ifMatch: 'x' })],
  ['get', (store) => store.get('a')],
  ['list', (store) => collect(store.list('a'))],
  ['delete', (store) => store.delete('a')],
];

describe.each([
  [500, 'InternalError', 2],
  [503, 'SlowDown', 2],
  [403, 'InvalidAccessKeyId', 1],
  [403, 'AccessDenied', 1],
  [404, 'NoSuchBucket', 1],
  [400, 'RequestTimeout', 2],
])('%i %s', (status, code, attempts) => {
  test.each(OPERATIONS)(`%s is StoreUnavailableError after ${attempts} attempts`, async (_, operate) => {
    answer = errorAnswer(status, code);
    const error = await operate(store({ maxAttempts: 2 })).catch((error: Error) => error);
    expect(error).toBeInstanceOf(StoreUnavailableError);
    expect((error as StoreUnavailableError).cause).toMatchObject({
      name: code,
      $metadata: { httpStatusCode: status },
    });
    expect(requests).toHaveLength(attempts);
  });
});

test('an attempt that failed is made again, three times in all', async () => {
  answer = (request, response) => {
    if (requests.length < 3) errorAnswer(500, 'InternalError')(request, response);
    else response.setHeader('etag', '"e"').end();
  };
  expect(await store().put('a', 'body')).toEqual({ etag: 'e' });
});

test.each([
  [412, 'PreconditionFailed'],
  [409, 'ConditionalRequestConflict'],
  [404, 'NoSuchKey'],
])('%i %s refuses the condition, without another attempt', async (status, code) => {
  answer = errorAnswer(status, code);
  await expect(store().put('a', 'body', { ifMatch: 'x' })).rejects.toThrow(PreconditionFailedError);
  expect(requests.length).toBe(1);
  expect(requests[0]!.headers['if-match']).toBe('"x"');
});

test('a 412 that follows a 500 may be the own success, and is told as a refusal', async () => {
  answer = (request, response) => {
    if (requests.length === 1) errorAnswer(500, 'InternalError')(request, response);
    else errorAnswer(412, 'PreconditionFailed')(request, response);
  };
  await expect(store().put('a', 'body', { ifAbsent: true })).rejects.toThrow(PreconditionFailedError);
});

test.each<[string, RequestListener]>([
  ['does not begin', () => {}],
  ['stops in its head', (_, response) => response.socket!.write('HTTP/1.1 200 OK\r\nEta')],
  [
    'drips its head for ever',
    (_, { socket }) => {
      socket!.write('HTTP/1.1 200 OK\r\nEtag: ');
      const dripping = setInterval(() => socket!.write('e'), 50);
      socket!.once('close', () => clearInterval(dripping));
    },
  ],
  [
    'stops in its body',
    (_, response) => {
      response.writeHead(200, { 'content-length': 1000, 'last-modified': new Date().toUTCString() });
      response.write('half');
    },
  ],
])('an answer that %s is given up in time', async (_, hanging) => {
  answer = hanging;
  const impatient = store({ requestTimeoutMs: 200, maxAttempts: 2 });
  const attempt = async (): Promise<number> => {
    const started = performance.now();
    await expect(impatient.get('a')).rejects.toThrow(StoreUnavailableError);
    const took = performance.now() - started;
    expect(took).toBeGreaterThanOrEqual(190);
    return took;
  };
  expect(await quickest(attempt, 1500)).toBeLessThan(1500);
});

test('a put of many megabytes is given up in time', async () => {
  answer = () => {};
  const impatient = store({ requestTimeoutMs: 200, maxAttempts: 1 });
  const attempt = async (): Promise<number> => {
    const started = performance.now();
    await expect(impatient.put('a', new Uint8Array(6_000_000))).rejects.toThrow(StoreUnavailableError);
    return performance.now() - started;
  };
  expect(await quickest(attempt, 1500)).toBeLessThan(1500);
});

test('a refused connection and a name that does not resolve are StoreUnavailableError', async () => {
  const closed = new S3Store({ ...s3Options('http://127.0.0.1:1'), maxAttempts: 1 });
  await expect(closed.get('a')).rejects.toThrow(StoreUnavailableError);
  const nowhere = new S3Store({ ...s3Options('http://nowhere.invalid'), maxAttempts: 1 });
  await expect(nowhere.put('a', '')).rejects.toThrow(StoreUnavailableError);
});

test('ages are measured by the clock of S3, and never negative', async () => {
  answer = (_, response) => {
    response.setHeader('date', 'Mon, 01 Jan 2001 00:01:30 GMT');
    response.setHeader('last-modified', 'Mon, 01 Jan 2001 00:00:00 GMT').end('body');
  };
  expect((await store().get('a'))!.ageMs).toBe(90_000);
  answer = (_, response) => {
    response.setHeader('date', 'Mon, 01 Jan 2001 00:00:00 GMT');
    response.setHeader('last-modified', 'Mon, 01 Jan 2001 00:00:01 GMT').end('body');
  };
  expect((await store().get('a'))!.ageMs).toBe(0);
  answer = (_, response) => {
    response.setHeader('date', 'Mon, 01 Jan 2001 00:01:30 GMT');
    response.end(`<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>a</Key>
      <LastModified>2001-01-01T00:00:00.000Z</LastModified><ETag>&quot;e&quot;</ETag><Size>4</Size></Contents></ListBucketResult>`);
  };
  expect(await collect(store().list(''))).toEqual([{ key: 'a', etag: 'e', size: 4, ageMs: 90_000 }]);
});

test.each([
  ['bytes', new Uint8Array(3_000_000), '3000000'],
  ['text', 'é', '2'],
  ['no bytes', new Uint8Array(), '0'],
  ['no text', '', '0'],
])('a put of %s says its length, has no checksum of the SDK, and no warning', async (_, body, length) => {
  const warn = jest.spyOn(console, 'warn');
  answer = (_, response) => response.setHeader('etag', '"e"').end();
  await store().put('a', body);
  const { headers } = requests[0]!;
  expect(headers['content-length']).toBe(length);
  for (const name of Object.keys(headers)) expect(name).not.toMatch(/checksum|trailer|expect/);
  expect(warn).not.toHaveBeenCalled();
  warn.mockRestore();
});
