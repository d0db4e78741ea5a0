import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { eraseAgain } from '../erasure/erase.ts';
import { ordersSince } from '../erasure/orders.ts';
import { openDatabase } from '../profile/duckdb.ts';
import { newId } from '../runtime/function-log.ts';
import type { NightlyDependencies } from './job.ts';

/** Longer than anything that was under way can go on. A nightly run also makes up for hourly ones that failed. */
const HOURLY_MS = 2 * 3600_000;
const NIGHTLY_MS = 48 * 3600_000;
const MEMORY_MB = 512;

/**
 * Erases again what was erased lately: who had read a prediction before, this job among them, may have written of it
 * since. To be called when everything else is stored.
 */
export async function repeatErasures(
  { store, now, tmp, logger }: Pick<NightlyDependencies, 'store' | 'now' | 'tmp' | 'logger'>,
  hourly: true | undefined,
): Promise<void> {
  const orders = await ordersSince(store, now() - (hourly ? HOURLY_MS : NIGHTLY_MS));
  const [first] = orders.map(({ time }) => time).sort((a, b) => a - b);
  if (first === undefined) return;
  const directory = await mkdtemp(join(tmp, 'driftgate-erasures-'));
  try {
    const database = await openDatabase(directory, { memoryMb: MEMORY_MB });
    try {
      const ids = [...new Set(orders.map(({ predictionId }) => predictionId))];
      const touched = await eraseAgain({ store, database, directory, newId }, ids, now() - first);
      const again = touched.filter(({ records }) => records > 0);
      logger('info', 'erasures repeated', { predictions: ids.length, again });
    } finally {
      database.close();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
