import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';

/** The preferred port when nobody listens on it, else one the system chooses. 0 means no preference. */
export async function choosePort(preferred: number): Promise<number> {
  return (await tryPort(preferred)) ?? (await tryPort(0))!;
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(undefined);
      else reject(error);
    });
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      const address = server.address();
      const chosen = typeof address === 'object' && address ? address.port : port;
      server.close(() => resolve(chosen));
    });
  });
}

/**
 * Whether this very process listens on the port: two launchers may choose the same one at the same moment, and the
 * loser must not take the winner's answer to a health request for its own. Undefined where the system cannot tell.
 */
export function listensOn(pid: number, port: number): boolean | undefined {
  if (!existsSync('/proc/self/net/tcp')) return undefined;
  try {
    const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
    const inodes = new Set(
      ['tcp', 'tcp6'].flatMap((table) =>
        readTable(`/proc/${pid}/net/${table}`)
          .split('\n')
          .map((line) => line.trim().split(/\s+/))
          .filter((columns) => columns[1]?.endsWith(`:${hexPort}`) && columns[3] === '0A')
          .map((columns) => `socket:[${columns[9]}]`),
      ),
    );
    return readdirSync(`/proc/${pid}/fd`).some((fd) => inodes.has(linkTarget(`/proc/${pid}/fd/${fd}`)));
  } catch {
    return false; // the process has ended
  }
}

function readTable(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : ''; // no tcp6 where IPv6 is off
}

function linkTarget(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return ''; // closed between the listing and now
  }
}
