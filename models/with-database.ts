import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '../lib/profile/duckdb.ts';

/** What `work` returns, with a database and a folder that are gone afterwards. */
export async function withDatabase<T>(
  work: (database: Database, directory: string) => Promise<T>,
): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'driftgate-'));
  const database = await openDatabase(directory);
  try {
    return await work(database, directory);
  } finally {
    database.close();
    await rm(directory, { recursive: true, force: true });
  }
}
