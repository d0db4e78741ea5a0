import { join } from 'node:path';
import type { ModelDefinition } from '../model/definition.ts';
import { featureColumns } from '../profile/columns.ts';
import type { Database } from '../profile/duckdb.ts';
import { stringLiteral } from '../profile/sql-text.ts';
import { COMPLETE_OUTCOME, feedbackLog, outcomeColumns } from './log-sql.ts';
import { copy } from './predictions.ts';

/** Outcomes that one day received of the predictions of another. */
export interface ReceivedOutcomes {
  /** Date of the predictions. */
  cohort: string;
  rows: number;
  file: string;
}

/**
 * Sorts a model's outcomes of the day's log by the date of their prediction: a Parquet file each, ordered by id (and, should
 * one come twice, by everything else).
 */
export async function writeOutcomes(
  database: Database,
  directory: string,
  definition: ModelDefinition,
  target: string,
): Promise<ReceivedOutcomes[]> {
  const columns = featureColumns(definition);
  await database.run(
    `CREATE OR REPLACE TEMP TABLE received AS
     SELECT ${outcomeColumns(columns)} FROM ${feedbackLog(directory, columns)}
     WHERE driftgate IS NULL AND type = 'outcome' AND model = ${stringLiteral(definition.name)} AND ${COMPLETE_OUTCOME}`,
  );
  const day = `strftime(prediction_time, '%Y-%m-%d')`;
  const cohorts = await database.all<{ cohort: string; n: bigint }>(
    `SELECT ${day} AS cohort, count(*) AS n FROM received GROUP BY cohort ORDER BY cohort`,
  );
  const written: ReceivedOutcomes[] = [];
  for (const { cohort, n } of cohorts) {
    const file = join(target, `${definition.name}-${cohort}.parquet`);
    await copy(database, `SELECT * FROM received WHERE ${day} = '${cohort}' ORDER BY ALL`, file);
    written.push({ cohort, rows: Number(n), file });
  }
  await database.run('DROP TABLE received');
  return written;
}
