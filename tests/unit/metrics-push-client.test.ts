import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { groupPath, PushFailedError, Pushgateway, PushRefusedError } from '../../lib/metrics/pushgateway.ts';
import { httpServer, refusingUrl, socketServer } from '../support/handler-servers.ts';
import { quickest } from '../support/quickest.ts';

const GROUP = { job: 'predict', slot: '0003' };
const TIMEOUT = 200;
/** Until when a deadline is kept, in ms. */
const KEPT = TIMEOUT + 150;
const client = (url: string, more = {}) => new Pushgateway({ url, timeoutMs: 60_000, ...more });
const impatient = (url: string) => client(url, { timeoutMs: TIMEOUT });

async function failureOf(promise: Promise<unknown>): Promise<{ error: PushFailedError; ms: number }> {
  const started = performance.now();
  const error = await promise.then(
    () => undefined,
    (failure: unknown) => failure,
  );
  expect(error).toBeInstanceOf(PushFailedError);
  return { error: error as PushFailedError, ms: performance.now() - started };
}

test('a push says what it is, how long it is, and closes its connection', async () => {
  const { url, received } = await httpServer((_, response) => response.end());
  await client(url).put(GROUP, 'a 1\n# é\n');
  expect(received).toEqual([
    {
      method: 'PUT',
      url: '/metrics/job/predict/slot/0003',
      body: 'a 1\n# é\n',
      headers: expect.objectContaining({
        'content-type': 'text/plain; version=0.0.4; charset=utf-8',
        'content-length': '9',
        connection: 'close',
      }),
    },
  ]);
  expect(received[0]!.headers.authorization).toBeUndefined();
});

test('a user name and password go as basic auth, and nowhere into a message', async () => {
  const { url, received } = await httpServer((_, response) => response.writeHead(401).end('no'));
  const push = client(url, { username: 'us:er', password: 'pä ss' }).put(GROUP, '');
  await expect(push).rejects.toThrow(
    new PushRefusedError(
      `PUT ${url}/metrics/job/predict/slot/0003: expected 2xx, got 401: no ` +
        '(it does not take those of DRIFTGATE_PUSHGATEWAY_USERNAME and _PASSWORD)',
    ),
  );
  const encoded = Buffer.from('us:er:pä ss').toString('base64');
  expect(received[0]!.headers.authorization).toBe(`Basic ${encoded}`);
});

test('a base address may have a path and slashes at its end', async () => {
  const { url, received } = await httpServer((_, response) => response.end('text'));
  expect(await client(`${url}/push//`).metrics()).toBe('text');
  expect(received[0]).toMatchObject({ method: 'GET', url: '/push/metrics' });
});

test.each([200, 202, 204])('%i is an answer', async (status) => {
  const { url } = await httpServer((_, response) => response.writeHead(status).end());
  await client(url).put(GROUP, 'a 1\n');
  await client(url).delete(GROUP);
  expect(await client(url).healthy()).toBe(true);
});

test.each([301, 400, 404, 500, 503])('%i is a refusal that surfaces the body', async (status) => {
  const { url } = await httpServer((_, response) =>
    response.writeHead(status, { location: '/' }).end('why not\n'),
  );
  await expect(client(url).put(GROUP, 'a 1\n')).rejects.toThrow(PushRefusedError);
  await expect(client(url).put(GROUP, 'a 1\n')).rejects.toThrow(`expected 2xx, got ${status}: why not`);
  expect(await client(url).healthy()).toBe(false);
});

test('a long body of a refusal is shortened', async () => {
  const { url } = await httpServer((_, response) => response.writeHead(400).end('x'.repeat(100_000)));
  const error: Error = await client(url)
    .put(GROUP, '')
    .catch((refusal) => refusal);
  expect(error.message.length).toBeLessThan(700);
});

describe('the deadline covers', () => {
  const drip = (socket: {
    write(text: string): unknown;
    once(event: string, listener: () => void): unknown;
  }) => {
    const dripping = setInterval(() => socket.write('e'), 50);
    socket.once('close', () => clearInterval(dripping));
  };

  test.each<[string, Parameters<typeof socketServer>[0]]>([
    ['a server that never answers', () => undefined],
    ['an answer that stops in its head', (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-')],
    [
      'a head that drips a byte every 50 ms',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\nX-Head: ');
        drip(socket);
      },
    ],
    [
      'a body that drips a byte every 50 ms',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n');
        drip(socket);
      },
    ],
  ])('%s; the socket is destroyed, and the push may still be applied', async (_, onRequest) => {
    const server = await socketServer(onRequest);
    const attempt = async (): Promise<number> => {
      const { error, ms } = await failureOf(impatient(server.url).put(GROUP, 'a 1\n'));
      expect(error.message).toBe(`PUT ${server.url}/metrics/job/predict/slot/0003: no answer within 200 ms`);
      expect(ms).toBeGreaterThanOrEqual(TIMEOUT - 10);
      // Held up before it was connected: another attempt.
      return error.sent ? ms : Number.POSITIVE_INFINITY;
    };
    expect(await quickest(attempt, KEPT)).toBeLessThan(KEPT);
    for (let i = 0; i < 500 && server.closed < server.accepted; i++) await sleep(10);
    expect(server.accepted).toBeGreaterThan(0);
    expect(server.closed).toBe(server.accepted);
  });

  test('a health request, which then says no', async () => {
    const server = await socketServer(() => undefined);
    const attempt = async (): Promise<number> => {
      const started = performance.now();
      expect(await impatient(server.url).healthy()).toBe(false);
      return performance.now() - started;
    };
    expect(await quickest(attempt, KEPT)).toBeLessThan(KEPT);
  });

  test('a body that is larger than what a server that does not read takes', async () => {
    const server = await socketServer((socket) => socket.pause());
    const attempt = async (): Promise<number> => {
      const { error, ms } = await failureOf(impatient(server.url).put(GROUP, `# ${'x'.repeat(5_000_000)}\n`));
      return error.sent ? ms : Number.POSITIVE_INFINITY;
    };
    expect(await quickest(attempt, 1_000)).toBeLessThan(1_000);
  });
});

describe('whether the gateway may still apply a push that failed', () => {
  test('not when the connection was refused', async () => {
    const url = await refusingUrl();
    const { error } = await failureOf(client(url).put(GROUP, 'a 1\n'));
    expect(error.sent).toBe(false);
    expect(error.message).toContain('ECONNREFUSED');
  });

  test('not when the name does not resolve', async () => {
    const { error } = await failureOf(client('http://nowhere.invalid').put(GROUP, 'a 1\n'));
    expect(error.sent).toBe(false);
  });

  test('when the connection ended without an answer', async () => {
    const server = await socketServer((socket) => socket.destroy());
    const { error } = await failureOf(client(server.url).put(GROUP, 'a 1\n'));
    expect(error.sent).toBe(true);
  });

  test('when the answer broke off', async () => {
    const server = await socketServer((socket) =>
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc'),
    );
    const { error } = await failureOf(client(server.url).put(GROUP, 'a 1\n'));
    expect(error.sent).toBe(true);
  });

  test('when it speaks another protocol', async () => {
    const server = await socketServer((socket) => socket.end('SSH-2.0-OpenSSH\r\n'));
    const { error } = await failureOf(client(server.url).put(GROUP, 'a 1\n'));
    expect(error.sent).toBe(true);
  });
});

test('every exchange has a socket of its own', async () => {
  const ports = new Set<number>();
  const { url } = await httpServer((request, response) => {
    ports.add(request.socket.remotePort!);
    response.end();
  });
  for (let i = 0; i < 3; i++) await client(url).put(GROUP, 'a 1\n');
  expect(ports.size).toBe(3);
});

test.each([
  [{ job: 'predict', slot: '0003' }, '/metrics/job/predict/slot/0003'],
  [{ job: 'a b', model: 'é?#' }, '/metrics/job/a%20b/model/%C3%A9%3F%23'],
  [{ job: 'a/b' }, '/metrics/job@base64/YS9i'],
  [{ job: 'j', model: '' }, '/metrics/job/j/model@base64/='],
  [{ job: 'j', model: '..' }, '/metrics/job/j/model@base64/Li4'], // a path would lose it
  [{ job: 'j', model: '???/>>>' }, '/metrics/job/j/model@base64/Pz8_Lz4-Pg'],
])('the path of the group %j', (group, path) => {
  expect(groupPath(group)).toBe(path);
});

test('the deadline leaves nothing behind that keeps the process alive', async () => {
  const { url } = await httpServer((_, response) => response.end());
  await client(url).put(GROUP, 'a 1\n');
  const { spawn } = await import('node:child_process');
  const code = `import { Pushgateway } from './lib/metrics/pushgateway.ts';
    await new Pushgateway({ url: '${url}', timeoutMs: 60000 }).put({ job: 'j' }, 'a 1\\n');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: 'inherit' });
  // Half of the deadline, of which most is the start of Node where others use this machine too.
  const late = setTimeout(() => child.kill('SIGKILL'), 30_000);
  expect(await once(child, 'exit')).toEqual([0, null]);
  clearTimeout(late);
});
