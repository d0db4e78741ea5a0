import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LossyProxy {
  url: string;
  /** The next PUT reaches the server and is answered; its caller sees a dead connection. */
  loseNextAnswer(): void;
  close(): Promise<unknown>;
}

/** An HTTP proxy in front of `target` that can lose an answer, as a network does. */
export async function lossyProxy(target: string): Promise<LossyProxy> {
  let lose = false;
  const server = createServer((incoming, answer) => {
    const { method, url: path, headers } = incoming;
    const forwarded = request(target, { method: method!, path: path!, headers }, async (response) => {
      if (lose && method === 'PUT') {
        lose = false;
        await once(response.resume(), 'end');
        incoming.socket.destroy();
      } else {
        answer.writeHead(response.statusCode!, response.rawHeaders);
        response.pipe(answer);
      }
    });
    incoming.pipe(forwarded);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    loseNextAnswer() {
      lose = true;
    },
    close() {
      server.close();
      server.closeAllConnections();
      return once(server, 'close');
    },
  };
}
