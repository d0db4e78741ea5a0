import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type Socket, connect as tcpConnect } from 'node:net';
import { connect as tlsConnect } from 'node:tls';

/** The gateway answered, and refused. */
export class PushRefusedError extends Error {
  override readonly name = 'PushRefusedError';
}

/** No answer in time, or none at all. `sent` tells whether the gateway may still apply the push later. */
export class PushFailedError extends Error {
  override readonly name = 'PushFailedError';
  readonly sent: boolean;
  constructor(message: string, sent: boolean, cause: unknown) {
    super(message, { cause });
    this.sent = sent;
  }
}

export interface PushgatewayOptions {
  /** Base address, e.g. `http://127.0.0.1:9091`. */
  url: string;
  username?: string;
  password?: string;
  /** Deadline of a whole exchange, connecting included, in ms. */
  timeoutMs: number;
}

/** Grouping labels in order; `job` must be the first. */
export type Group = Record<string, string>;

/**
 * Client of a Pushgateway (protocol: its README, "API"). Every request has a socket of its own, so that none is a stale
 * one from before a freeze, and one deadline over all, after which the socket is destroyed.
 */
export class Pushgateway {
  readonly #options: PushgatewayOptions;

  constructor(options: PushgatewayOptions) {
    this.#options = options;
  }

  /** Replaces all metrics of the group. @throws PushRefusedError, PushFailedError */
  async put(group: Group, text: string): Promise<void> {
    await this.#exchange('PUT', groupPath(group), text);
  }

  /** Removes the group; no error when there is none. @throws PushRefusedError, PushFailedError */
  async delete(group: Group): Promise<void> {
    await this.#exchange('DELETE', groupPath(group));
  }

  /** Whether the gateway answers now. Never throws. */
  async healthy(): Promise<boolean> {
    return this.#exchange('GET', '/-/healthy').then(
      () => true,
      () => false,
    );
  }

  /** All that the gateway holds, as text exposition. @throws PushRefusedError, PushFailedError */
  metrics(timeoutMs?: number): Promise<string> {
    return this.#exchange('GET', '/metrics', undefined, timeoutMs);
  }

  #exchange(
    method: string,
    path: string,
    body?: string,
    timeoutMs = this.#options.timeoutMs,
  ): Promise<string> {
    const { url, username, password } = this.#options;
    const target = new URL(url.replace(/\/+$/, '') + path);
    const headers: Record<string, string | number> = {};
    if (body !== undefined) {
      headers['Content-Type'] = 'text/plain; version=0.0.4; charset=utf-8';
      headers['Content-Length'] = Buffer.byteLength(body);
    }
    if (username !== undefined) {
      headers.Authorization = `Basic ${Buffer.from(`${username}:${password ?? ''}`).toString('base64')}`;
    }
    const request = target.protocol === 'https:' ? httpsRequest : httpRequest;
    const signal = AbortSignal.timeout(timeoutMs);
    return new Promise((resolve, reject) => {
      let connected = false;
      const fail = (cause: unknown): void => {
        const why = signal.aborted
          ? `no answer within ${timeoutMs} ms`
          : String((cause as Error).message ?? cause);
        reject(new PushFailedError(`${method} ${target.origin}${path}: ${why}`, connected, cause));
      };
      const { tcp, socket } = connectTo(target, () => {
        connected = true;
      });
      tcp.on('error', fail);
      const createConnection = () => socket;
      const outgoing = request(target, { method, headers, createConnection }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('error', fail);
        response.on('end', () => {
          const status = response.statusCode ?? 0;
          if (status >= 200 && status < 300) resolve(text);
          else {
            const hint = status === 401 ? credentialsHint(username) : '';
            const message = `${method} ${target.origin}${path}: expected 2xx, got ${status}: ${text.slice(0, 500).trim()}`;
            reject(new PushRefusedError(message + hint));
          }
        });
      });
      outgoing.on('error', fail);
      signal.addEventListener('abort', () => {
        fail(signal.reason);
        // A reset also takes back what the kernel has buffered and not yet delivered. A socket of TLS cannot do it.
        tcp.resetAndDestroy();
        outgoing.destroy();
      });
      outgoing.end(body);
    });
  }
}

/** A socket of TCP, and the one to speak through: itself, or TLS over it. `onReady` tells when that can be written. */
function connectTo({ protocol, hostname, port }: URL, onReady: () => void): { tcp: Socket; socket: Socket } {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (protocol !== 'https:') {
    const tcp = tcpConnect({ host, port: Number(port || 80) }, onReady);
    return { tcp, socket: tcp };
  }
  const tcp = tcpConnect({ host, port: Number(port || 443) });
  const name = isIP(host) ? {} : { servername: host }; // which may not be an address: RFC 6066, 3
  return { tcp, socket: tlsConnect({ socket: tcp, host, ...name }, onReady) };
}

const credentialsHint = (username: string | undefined): string =>
  username === undefined
    ? ' (it wants a user name and a password: DRIFTGATE_PUSHGATEWAY_USERNAME and _PASSWORD are not set)'
    : ' (it does not take those of DRIFTGATE_PUSHGATEWAY_USERNAME and _PASSWORD)';

/** `/metrics/job/<job>/<label>/<value>…`; values that a path cannot carry go in base64url. */
export function groupPath(group: Group): string {
  const parts = Object.entries(group).map(([name, value]) =>
    value === '' || value === '.' || value === '..' || value.includes('/')
      ? `${name}@base64/${Buffer.from(value).toString('base64url') || '='}`
      : `${name}/${encodeURIComponent(value)}`,
  );
  return `/metrics/${parts.join('/')}`;
}
