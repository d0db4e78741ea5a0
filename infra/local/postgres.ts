import { createHash } from 'node:crypto';
import { chownSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { runCommand } from './command.ts';
import type { ProgramOptions } from './program.ts';
import { type User, unprivilegedUser } from './user.ts';

export const postgresUrl = (port: number, password: string): string =>
  `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`;

export async function answersQueries(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000, query_timeout: 2000 });
  client.on('error', () => {}); // it ended while we asked
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

/** A cluster that lasts as long as its launcher. */
export interface Cluster {
  readonly arguments: (port: number) => string[];
  readonly options: Pick<ProgramOptions, 'user' | 'workingDirectory' | 'signals'>;
  remove(): void;
}

/**
 * Makes a cluster with the `initdb` beside the server program. It lies in the system's temporary folder, because the
 * user who runs it in root's place may not enter root's own folders; under a name that depends on `directory` only, so
 * that the next launch replaces what a killed one left. @throws Error with the output of initdb
 */
export async function makeCluster(command: string, directory: string, password: string): Promise<Cluster> {
  const user = unprivilegedUser();
  const id = createHash('sha256').update(directory).digest('hex').slice(0, 16);
  const folder = join(tmpdir(), `driftgate-postgres-${id}`);
  const remove = () => rmSync(folder, { recursive: true, force: true });
  remove();
  mkdirSync(folder, { mode: 0o700 }); // not recursive: fails when somebody else made it meanwhile
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user) for (const path of [folder, passwordFile]) chownSync(path, user.uid, user.gid);
  const data = join(folder, 'data');
  try {
    await initialise(join(dirname(realpathSync(command)), 'initdb'), data, passwordFile, user);
  } catch (error) {
    remove();
    throw error;
  }
  return {
    // Nothing here outlives the machine: flushing would only cost time. No socket in a folder of the system.
    arguments: (port) => ['-D', data, '-h', '127.0.0.1', '-p', String(port), '-k', '', '-c', 'fsync=off'],
    // SIGTERM waits for clients to leave. SIGKILL leaves backends behind that keep the next start from the data.
    options: { user, workingDirectory: folder, signals: { stop: 'SIGINT', crash: 'SIGQUIT' } },
    remove,
  };
}

async function initialise(
  initdb: string,
  data: string,
  passwordFile: string,
  user: User | undefined,
): Promise<void> {
  const how = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  const what = ['--encoding=UTF8', '--no-locale', '--no-sync', '--no-instructions'];
  const { ok, output } = await runCommand(initdb, ['-D', data, ...how, ...what], {
    cwd: dirname(data),
    user,
    timeoutSeconds: 60,
    env: { LC_ALL: 'C' },
  });
  if (!ok) throw new Error(`${initdb} could not make a database:\n${output}`);
}
