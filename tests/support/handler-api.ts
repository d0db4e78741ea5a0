import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { HttpHandler } from './handler-event.ts';
import { routed } from './handler-routes.ts';

/** The handlers behind HTTP, as the API serves them, on a port of their own. */
export async function serveHandlers(
  handlers: Record<string, HttpHandler>,
): Promise<{ url: string; close(): void }> {
  const answer = routed(handlers);
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const { method, url, headers } = request;
    const answered = await answer(
      method!,
      url!,
      body === '' ? undefined : body,
      headers as Record<string, string>,
    );
    response.writeHead(answered.status, answered.headers as Record<string, string>).end(answered.text);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${port}`, close };
}
