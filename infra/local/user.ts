import { readFileSync } from 'node:fs';
import { isRoot } from './machine.ts';

/** Of the operating system; as `spawn` takes it. */
export interface User {
  readonly uid: number;
  readonly gid: number;
}

/** Who runs what refuses to run as root: `postgres` where there is one, else `nobody`. Undefined when we are not root. */
export function unprivilegedUser(): User | undefined {
  if (!isRoot()) return undefined;
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error(
    'PostgreSQL does not run as root: expected a user postgres or nobody in /etc/passwd, got neither',
  );
}
