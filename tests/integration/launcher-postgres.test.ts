import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { readEnvironment } from '../../infra/local/environment.ts';
import { answersQueries } from '../../infra/local/postgres.ts';
import { startServices } from '../../infra/local/services.ts';
import { createDatabase, execute } from '../support/postgres.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'driftgate-launcher-postgres-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const lines: string[] = [];
const start = () =>
  startServices({
    names: ['postgres'],
    root: process.cwd(),
    directory,
    environment: readEnvironment({ PATH: process.env.PATH }),
    log: (line) => lines.push(line),
    ports: 'free',
  });

test('PostgreSQL is started with a password of its own, survives its crash, and nothing stays', async () => {
  const { postgres, stop } = await start();
  let client: pg.Client | undefined;
  let folder = '';
  try {
    expect(lines.join('\n')).toMatch(/PostgreSQL postgresql:\/\/…@127\.0\.0\.1:\d+\/postgres \(/);
    const url = await createDatabase(postgres.url);
    await execute(url, `CREATE TABLE loans (purpose text); INSERT INTO loans VALUES ('Küche')`);
    [{ data_directory: folder }] = (await execute(url, 'SHOW data_directory')) as [
      { data_directory: string },
    ];
    if (postgres.how === 'program') expect(existsSync(folder)).toBe(true);
    const wrong = Object.assign(new URL(url), { password: 'wrong' }).href;
    await expect(execute(wrong, 'SELECT 1')).rejects.toThrow('password authentication failed');

    await postgres.restart();
    expect(await execute(url, 'SELECT * FROM loans')).toEqual([{ purpose: 'Küche' }]);

    await postgres.pause();
    expect(await answersQueries(url)).toBe(false);
    await postgres.resume();
    expect(await answersQueries(url)).toBe(true);

    // Who is still connected does not keep it from ending.
    client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    await client.connect();
  } finally {
    await stop();
  }
  expect(await answersQueries(postgres.url)).toBe(false);
  await client?.end();
  if (postgres.how !== 'program') return;
  expect(readFileSync(join(directory, 'postgres.log'), 'utf8')).toContain('database system is shut down');
  expect(existsSync(folder)).toBe(false);
  expect(() => process.kill(postgres.pid!, 0)).toThrow();
});

test('two at once do not disturb each other, and a start replaces what a killed one left', async () => {
  const one = await start();
  const other = await startServices({
    names: ['postgres'],
    root: process.cwd(),
    directory: join(directory, 'other'),
    environment: readEnvironment({ PATH: process.env.PATH }),
    log: () => undefined,
    ports: 'free',
  });
  expect(new URL(one.postgres.url).port).not.toBe(new URL(other.postgres.url).port);
  await execute(one.postgres.url, 'CREATE TABLE mine ()');
  await expect(execute(other.postgres.url, 'SELECT FROM mine')).rejects.toThrow('does not exist');
  await other.stop();
  if (one.postgres.pid !== undefined) process.kill(one.postgres.pid, 'SIGKILL');
  const again = await start();
  try {
    await expect(execute(again.postgres.url, 'SELECT FROM mine')).rejects.toThrow('does not exist');
  } finally {
    await again.stop();
    await one.stop();
  }
});
