import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A TCP proxy in front of a service that can refuse connections, pass everything on late, or nothing any more. */
export class ShakyProxy {
  delayMs = 0;
  /** A connection over which this comes is dead from then on, and nobody is told. */
  swallow: RegExp | undefined;
  readonly #port: number;
  #address = 0;
  #server: Server | undefined;
  readonly #sockets = new Set<Socket>();

  constructor(target: string) {
    this.#port = Number(new URL(target).port);
  }

  get url(): string {
    return `http://127.0.0.1:${this.#address}`;
  }

  async up(): Promise<void> {
    const server = createServer((client) => this.#forward(client));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#address, '127.0.0.1', resolve);
    });
    this.#address = (server.address() as { port: number }).port;
    this.#server = server;
  }

  async down(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  #forward(client: Socket): void {
    const upstream = connect(this.#port, '127.0.0.1');
    const delay = this.delayMs;
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      this.#sockets.add(from);
      let queue = Promise.resolve();
      let isDead = false;
      // Late, but never lost: what a client gave up on still arrives.
      from.on('data', (chunk) => {
        isDead ||= this.swallow?.test(String(chunk)) ?? false;
        if (!isDead) queue = queue.then(() => sleep(delay)).then(() => void to.write(chunk));
      });
      from.on('end', () => {
        queue = queue.then(() => void to.end());
      });
      from.on('error', () => undefined);
      from.on('close', () => this.#sockets.delete(from));
    }
  }
}
