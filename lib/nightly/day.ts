import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { countSegments, type DayListing, type LogName } from '../archive/segments.ts';
import { type Database, openDatabase } from '../profile/duckdb.ts';
import type { NightlyDependencies } from './job.ts';
import { type DayContents, readDay } from './read-day.ts';
import type { StageTimes } from './stages.ts';

/** More only lets DuckDB collect more before it writes: a tenth faster with twice as much. */
const MEMORY_MB = 512;

/** A day's log, read to the local disk. */
export interface Day extends DayContents {
  date: string;
  database: Database;
  /** For files of the models. */
  directory: string;
  segments: Record<LogName, number>;
  stages: StageTimes;
}

/** Reads the day for these models and passes it on; whatever happens, nothing is left in the temporary directory. */
export async function withDay<T>(
  dependencies: Pick<NightlyDependencies, 'store' | 'models' | 'refused' | 'tmp'>,
  date: string,
  listing: DayListing,
  models: readonly string[],
  stages: StageTimes,
  work: (day: Day) => Promise<T>,
): Promise<T> {
  const directory = await mkdtemp(join(dependencies.tmp, 'driftgate-nightly-'));
  try {
    const database = await openDatabase(directory, { memoryMb: MEMORY_MB });
    try {
      const contents = await readDay(dependencies, database, directory, listing, models, stages);
      return await work({ date, database, directory, segments: countSegments(listing), stages, ...contents });
    } finally {
      database.close();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
