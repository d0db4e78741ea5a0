import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { choosePort, listensOn } from '../../infra/local/ports.ts';

async function listen(host: string, port = 0): Promise<{ server: Server; port: number }> {
  const server = createServer().listen(port, host);
  await once(server, 'listening');
  return { server, port: (server.address() as { port: number }).port };
}

test.each(['127.0.0.1', '0.0.0.0'])('a port is not chosen when %s listens on it', async (host) => {
  const { server, port } = await listen(host);
  expect(await choosePort(port)).not.toBe(port);
  server.close();
  await once(server, 'close');
  expect(await choosePort(port)).toBe(port);
});

test('a process is known to listen on its own port only', async () => {
  const { server, port } = await listen('127.0.0.1');
  const known = process.platform === 'linux';
  expect(listensOn(process.pid, port)).toBe(known ? true : undefined);
  expect(listensOn(process.ppid, port)).toBe(known ? false : undefined);
  server.close();
});
