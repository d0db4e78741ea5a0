import { join } from 'node:path';
import type { Database } from '../profile/duckdb.ts';
import { assertAll } from './assert-all.ts';
import { copy } from './copy.ts';
import { areInOrder, type Part, partsSql } from './parts.ts';

/** Outcomes that one day received of the predictions of another. */
export interface ReceivedOutcomes {
  /** Date of the predictions. */
  cohort: string;
  rows: number;
  file: string;
}

/**
 * Sorts a model's outcomes of the day by the date of their prediction: a Parquet file each in `directory`, ordered by id
 * (and, should one come twice, by everything else).
 */
export async function writeOutcomes(
  database: Database,
  parts: readonly Part[],
  directory: string,
): Promise<ReceivedOutcomes[]> {
  const relation = await partsSql(database, parts);
  const cohorts = await database.all<{ cohort: string; n: bigint }>(
    `SELECT strftime(prediction_time, '%Y-%m-%d') AS cohort, count(*) AS n FROM ${relation} AS parts
     GROUP BY 1 ORDER BY 1`,
  );
  const order = areInOrder(parts) ? '' : 'ORDER BY ALL';
  const written: ReceivedOutcomes[] = [];
  for (const { cohort, n } of cohorts) {
    const file = join(directory, `outcomes-${cohort}.parquet`);
    const day = `prediction_time >= TIMESTAMP '${cohort}' AND prediction_time < TIMESTAMP '${cohort}' + INTERVAL 1 DAY`;
    await copy(database, `SELECT * FROM ${relation} AS parts WHERE ${day} ${order}`, file);
    written.push({ cohort, rows: Number(n), file });
  }
  const rows = (counts: readonly number[]) => counts.reduce((sum, n) => sum + n, 0);
  assertAll('outcomes', rows(parts.map(({ lines }) => lines)), rows(written.map((of) => of.rows)));
  return written;
}
