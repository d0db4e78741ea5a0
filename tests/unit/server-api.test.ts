import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { ApiServer } from '../../infra/server/api-server.ts';
import type { Functions } from '../../infra/server/functions.ts';

const logged: [string, string][] = [];
const events: APIGatewayProxyEventV2[] = [];
let running = 0;

const functions: Functions = {
  echo: async (event: APIGatewayProxyEventV2, context) => {
    events.push(event);
    const left = context!.getRemainingTimeInMillis();
    return {
      statusCode: 200,
      headers: { 'x-left': left > 0 && left <= 1000 },
      cookies: ['a=1', 'b=2'],
      body: 'ö',
    };
  },
  bytes: async () => ({ statusCode: 201, body: Buffer.of(0, 255).toString('base64'), isBase64Encoded: true }),
  same: async () => ({ statusCode: 304, headers: { etag: '"a"' } }),
  endless: () => new Promise(() => undefined),
  slow: async () => {
    running++;
    await sleep(300);
    return { statusCode: 200, body: 'done' };
  },
  broken: async () => {
    throw new Error('a secret cause');
  },
};
const table = {
  routes: Object.keys(functions).map((name) => ({ method: 'ANY', path: `/${name}/{id}`, function: name })),
  fallback: 'broken',
  schedules: [],
  timeouts: Object.fromEntries(Object.keys(functions).map((name) => [name, name === 'endless' ? 0.05 : 1])),
};

async function serve(): Promise<{ server: ApiServer; port: number; url: string }> {
  const server = new ApiServer(table, functions, (level, message) => logged.push([level, message]));
  const port = await server.listen('127.0.0.1', 0);
  return { server, port, url: `http://127.0.0.1:${port}` };
}

let server: ApiServer;
let port: number;
let url: string;
beforeAll(async () => {
  ({ server, port, url } = await serve());
});
afterAll(() => server.close());
beforeEach(() => logged.splice(0));

test('a request becomes an event as API Gateway makes it, and what the function returns the response', async () => {
  const headers = { 'X-Some': 'Header', 'content-type': 'application/json' };
  const response = await fetch(`${url}/echo/a%20b?x=1&x=2&y=ä%20b`, {
    method: 'POST',
    headers,
    body: '{"ü":1}',
  });
  expect(await response.text()).toBe('ö');
  expect(response.headers.get('x-left')).toBe('true');
  expect(response.headers.get('content-length')).toBe('2');
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  expect(events.at(-1)).toMatchObject({
    version: '2.0',
    routeKey: 'ANY /echo/{id}',
    rawPath: '/echo/a%20b',
    rawQueryString: 'x=1&x=2&y=%C3%A4%20b',
    queryStringParameters: { x: '1,2', y: 'ä b' },
    pathParameters: { id: 'a b' },
    headers: { 'x-some': 'Header' },
    body: '{"ü":1}',
    isBase64Encoded: false,
    requestContext: { http: { method: 'POST', path: '/echo/a%20b', protocol: 'HTTP/1.1' } },
  });
});

test('what is not there is not in the event; bytes that are no text are base64', async () => {
  await fetch(`${url}/echo/1`);
  for (const name of ['body', 'queryStringParameters']) expect(events.at(-1)).not.toHaveProperty(name);
  await fetch(`${url}/echo/1`, { method: 'POST', body: Uint8Array.of(0xff, 0) });
  expect(events.at(-1)).toMatchObject({ body: '/wA=', isBase64Encoded: true });
});

test('bytes are sent as they are, and nothing with a 304 nor for HEAD', async () => {
  const bytes = await fetch(`${url}/bytes/1`);
  expect({ status: bytes.status, body: [...(await bytes.bytes())] }).toEqual({ status: 201, body: [0, 255] });
  const same = await fetch(`${url}/same/1`);
  expect({ status: same.status, length: same.headers.get('content-length') }).toEqual({
    status: 304,
    length: null,
  });
  const head = await fetch(`${url}/echo/1`, { method: 'HEAD' });
  expect({ length: head.headers.get('content-length'), text: await head.text() }).toEqual({
    length: '2',
    text: '',
  });
});

test('a function that takes longer than its time is answered 504, one that throws 500, and neither says why', async () => {
  const late = await fetch(`${url}/endless/1`);
  expect(late.status).toBe(504);
  expect(await late.json()).toMatchObject({ type: 'urn:driftgate:problem:timeout' });
  const broken = await fetch(`${url}/nothing`);
  expect(broken.status).toBe(500);
  expect(broken.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(await broken.text()).not.toContain('secret');
  expect(logged).toEqual([
    ['error', 'a request failed'],
    ['error', 'a request failed'],
  ]);
});

test('a client that goes away in the middle costs nothing', async () => {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write('POST /echo/gone HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{"a"');
  await sleep(50);
  socket.destroy();
  await sleep(50);
  expect(events.filter(({ rawPath }) => rawPath === '/echo/gone')).toEqual([]);
  expect(logged).toEqual([]);
  expect((await fetch(`${url}/echo/1`)).status).toBe(200);
});

test('what is no HTTP is answered 400', async () => {
  const socket = connect(port, '127.0.0.1', () => socket.write('nonsense\r\n\r\n'));
  const [answer] = await once(socket, 'data');
  expect(String(answer)).toMatch(/^HTTP\/1\.1 400 /);
});

test('closing waits for what came in, and keeps no connection', async () => {
  const other = await serve();
  running = 0;
  const answer = fetch(`${other.url}/slow/1`);
  while (running === 0) await sleep(5);
  const closing = other.server.close();
  await expect(fetch(`${other.url}/slow/2`)).rejects.toThrow();
  const response = await answer;
  expect(await response.text()).toBe('done');
  expect(response.headers.get('connection')).toBe('close');
  await closing;
});
