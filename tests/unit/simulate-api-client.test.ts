import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApiClient } from '../../lib/simulate/api-client.ts';

let server: Server;
let client: ApiClient;
/** What the server was asked, and what it will answer; it hangs up without. */
let asked: { line: string; header: string | undefined; body: string };
let answer: { status: number; body: string } | 'silence' | undefined;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    asked = { line: `${request.method} ${request.url}`, header: request.headers['x-secret'] as string, body };
    if (answer === 'silence') return;
    if (answer) response.writeHead(answer.status).end(answer.body);
    else response.destroy();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  client = new ApiClient(`http://127.0.0.1:${port}`, { 'x-secret': 's' }, 500);
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test('asks as the API wants to be asked', async () => {
  answer = { status: 200, body: '{"prediction_id":"a","label":1}' };
  expect(await client.predict('m', { age: 4n, city: null })).toEqual({
    body: { prediction_id: 'a', label: 1 },
  });
  expect(asked).toEqual({ line: 'POST /models/m/predict', header: 's', body: '{"age":4,"city":null}' });
  answer = { status: 200, body: '{"prediction_id":"a","correct":true}' };
  expect(await client.feedback('a', 'positive')).toMatchObject({ body: { correct: true } });
  expect(asked).toMatchObject({
    line: 'POST /feedback',
    body: '{"prediction_id":"a","actual_outcome":"positive"}',
  });
  answer = { status: 200, body: '{"name":"m","version":"1"}' };
  expect(await client.model('m')).toEqual({ body: { name: 'm', version: '1' } });
  expect(asked).toEqual({ line: 'GET /models/m', header: 's', body: '' });
});

const PROBLEM = { type: 'urn:driftgate:problem:out-of-range', detail: 'one field' };

test.each([
  [
    400,
    { ...PROBLEM, errors: [{ pointer: '/age', detail: 'expected 18' }] },
    'out_of_range',
    '/age: expected 18',
  ],
  [503, { ...PROBLEM, type: 'urn:driftgate:problem:store-unavailable' }, 'store_unavailable', 'one field'],
  [429, { message: 'Too Many Requests' }, 'http_429', '{"message":"Too Many Requests"}'],
  [200, { something: 'else' }, 'http_200', '{"something":"else"}'],
  [200, [], 'http_200', '[]'],
  [200, null, 'http_200', 'null'],
])('%d %j is %s', async (status, body, reason, detail) => {
  answer = { status, body: JSON.stringify(body) };
  expect(await client.predict('m', {})).toEqual({ reason, detail });
});

test('what is no answer has a reason too', async () => {
  answer = { status: 502, body: '<html>Bad Gateway</html>' };
  expect(await client.feedback('a', 1)).toEqual({ reason: 'http_502', detail: '<html>Bad Gateway</html>' });
  answer = undefined;
  expect(await client.feedback('a', 1)).toMatchObject({ reason: 'unreachable' });
  answer = 'silence';
  expect(await client.feedback('a', 1)).toEqual({
    reason: 'timeout',
    detail: 'expected an answer within 0.5 s, got none',
  });
});
