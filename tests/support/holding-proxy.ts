import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HoldingProxy {
  url: string;
  /** Requests that wait for an answer which never comes. */
  held(): number;
  end(): Promise<void>;
}

/**
 * An HTTP proxy in front of the API that never answers `GET /held…`. A browser has six connections to a server: with six
 * such requests, whatever it sends next waits inside the browser until one of them is given up.
 */
export async function holdingProxy(api: string): Promise<HoldingProxy> {
  const { hostname, port } = new URL(api);
  let held = 0;
  const server = createServer((asked, answer) => {
    if (asked.url?.startsWith('/held')) {
      held++;
      answer.on('close', () => held--);
      return;
    }
    const { method, headers, url: path } = asked;
    const passed = request({ hostname, port, path, method, headers }, (found) => {
      answer.writeHead(found.statusCode!, found.headers);
      found.pipe(answer);
    });
    passed.on('error', () => answer.destroy());
    asked.pipe(passed);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    held: () => held,
    end: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
