import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';

interface Running {
  url: string;
  close(): Promise<void>;
}

const running: Running[] = [];

afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

async function listen(server: Server): Promise<Running> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const started = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
  running.push(started);
  return started;
}

export interface Received {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** An HTTP server until the end of the test, which notes what it received. */
export async function httpServer(answer: RequestListener): Promise<Running & { received: Received[] }> {
  const received: Received[] = [];
  const server = createHttpServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method, url, headers } = request;
    received.push({ method: method!, url: url!, headers, body: Buffer.concat(chunks).toString() });
    answer(request, response);
  });
  return { ...(await listen(server)), received };
}

/** A server of bare sockets until the end of the test; `closed` counts those that the client has closed. */
export async function socketServer(
  onRequest: (socket: Socket) => void,
): Promise<Running & { accepted: number; closed: number }> {
  const counts = { accepted: 0, closed: 0 };
  const server = createTcpServer((socket) => {
    counts.accepted++;
    socket.once('close', () => counts.closed++);
    socket.once('data', () => onRequest(socket));
  });
  return Object.assign(counts, await listen(server));
}

/** An address at which nothing listens. */
export async function refusingUrl(): Promise<string> {
  const server = await listen(createTcpServer());
  await server.close();
  return server.url;
}
