import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { countLines, type LineCount } from '../archive/contents.ts';
import { type Rejections, readRejections } from '../archive/rejections.ts';
import { type DayListing, fetchObjects, LOGS } from '../archive/segments.ts';
import { type Database, openDatabase } from '../profile/duckdb.ts';
import type { NightlyDependencies } from './job.ts';

/** A day's log on the local disk, counted. */
export interface Day {
  date: string;
  database: Database;
  /** For files of the models. */
  directory: string;
  /** Where the segments are; undefined where there are none. */
  logs: { predict: string | undefined; feedback: string | undefined };
  segments: { predict: number; feedback: number };
  lines: LineCount[];
  rejections: Map<string, Rejections>;
}

/** Fetches the day and passes it on; whatever happens, nothing is left in the temporary directory. */
export async function withDay<T>(
  { store, models, refused, tmp }: Pick<NightlyDependencies, 'store' | 'models' | 'refused' | 'tmp'>,
  date: string,
  listing: DayListing,
  work: (day: Day) => Promise<T>,
): Promise<T> {
  const directory = await mkdtemp(join(tmp, 'driftgate-nightly-'));
  try {
    const database = await openDatabase(directory);
    try {
      const logs: Day['logs'] = { predict: undefined, feedback: undefined };
      const lines: LineCount[] = [];
      for (const name of LOGS) {
        if (listing[name].length === 0) continue;
        const target = join(directory, name);
        await fetchObjects(store, listing[name], target, 'ndjson');
        lines.push(
          ...(await countLines(database, name, target, (model) => models.has(model) || refused.has(model))),
        );
        logs[name] = target;
      }
      const workDirectory = join(directory, 'models');
      await mkdir(workDirectory);
      return await work({
        date,
        database,
        directory: workDirectory,
        logs,
        segments: { predict: listing.predict.length, feedback: listing.feedback.length },
        lines,
        rejections: lines.some(({ kind }) => kind === 'rejected')
          ? await readRejections(database, logs)
          : new Map(),
      });
    } finally {
      database.close();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Lines of one kind, of one model or of all. */
export const linesOf = (lines: readonly LineCount[], kind: LineCount['kind'], model?: string): number =>
  lines.reduce(
    (sum, line) =>
      sum + (line.kind === kind && (model === undefined || line.model === model) ? line.lines : 0),
    0,
  );
