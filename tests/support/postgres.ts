import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { readEnvironment } from '../../infra/local/environment.ts';
import { startServices } from '../../infra/local/services.ts';
import { temporaryDirectory } from './handler-runtime.ts';

/** A real PostgreSQL of this file's own, even where the environment gives the address of another. */
export async function startPostgres() {
  const { postgres, stop } = await startServices({
    names: ['postgres'],
    root: process.cwd(),
    directory: await temporaryDirectory(),
    environment: { ...readEnvironment(), addresses: {} },
    log: () => undefined,
    ports: 'free',
  });
  return Object.assign(postgres, { end: () => stop() });
}

/** The address of a new, empty database beside the one at `url`. */
export async function createDatabase(url: string): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await execute(url, `CREATE DATABASE ${name}`);
  return Object.assign(new URL(url), { pathname: `/${name}` }).href;
}

/** Runs statements; the rows of the last. */
export async function execute(url: string, sql: string, values?: unknown[]): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const result = await client.query(sql, values);
    const last = Array.isArray(result) ? result.at(-1) : result;
    return last.rows;
  } finally {
    await client.end();
  }
}
