import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Posted {
  path: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** Keeps what is posted to it, and answers 200 with `answer`. `host` is the address that it listens on. */
export async function httpSink(answer: string, host = '127.0.0.1') {
  const posts: Posted[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    posts.push({
      path: request.url!,
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    });
    response.end(answer);
  });
  await once(server.listen(0, host), 'listening');
  return {
    posts,
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
