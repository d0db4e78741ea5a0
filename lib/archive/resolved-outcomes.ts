import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelDefinition } from '../model/definition.ts';
import { type Column, featureColumns } from '../profile/columns.ts';
import type { Database } from '../profile/duckdb.ts';
import { stringLiteral } from '../profile/sql-text.ts';
import type { Entry, Store } from '../store/store.ts';
import { definedColumns, presentColumns } from './defined-columns.ts';
import { fetchObjects } from './segments.ts';

/**
 * Makes two relations of the outcomes in these files: `cohort` has all of them, `resolved` one for each prediction, by the
 * highest confidence, then the latest as `compareOutcomes` has it. Returns what drops them.
 */
export async function loadOutcomes(
  store: Store,
  database: Database,
  directory: string,
  definition: ModelDefinition,
  files: readonly Entry[],
): Promise<() => Promise<void>> {
  const target = await mkdtemp(join(directory, `outcomes-${definition.name}-`));
  await fetchObjects(store, files, target, 'parquet');
  const archive = `read_parquet(${stringLiteral(`${target}/*.parquet`)}, union_by_name = true)`;
  const select = cohortColumns(featureColumns(definition), await presentColumns(database, archive));
  await database.run(`CREATE OR REPLACE TEMP TABLE cohort AS SELECT ${select} FROM ${archive}`);
  await database.run(`CREATE OR REPLACE TEMP TABLE corrected AS ${CORRECTED}`);
  await database.run(`CREATE OR REPLACE TEMP VIEW resolved AS ${RESOLVED}`);
  return async () => {
    await database.run('DROP VIEW resolved; DROP TABLE corrected; DROP TABLE cohort');
    await rm(target, { recursive: true });
  };
}

/** As `compareIds`. */
const LATER_ID = `TRY_CAST(split_part(id, '.', 5) AS INTEGER) DESC, TRY_CAST(split_part(id, '.', 6) AS INTEGER) DESC, id DESC`;

/** Of predictions with several outcomes the one that counts: ranking those with a single one would be most of the work. */
const CORRECTED = `SELECT * FROM cohort SEMI JOIN (
    SELECT prediction_id FROM cohort GROUP BY prediction_id HAVING count(*) > 1
  ) AS repeated USING (prediction_id)
  QUALIFY row_number() OVER (PARTITION BY prediction_id
    ORDER BY confidence DESC, coalesce(least(observed, time), time) DESC, time DESC, ${LATER_ID}) = 1`;
const RESOLVED = `SELECT * FROM cohort ANTI JOIN corrected USING (prediction_id)
  UNION ALL SELECT * FROM corrected`;

/** Older files have no `observed`. */
const cohortColumns = (columns: readonly Column[], present: ReadonlySet<string>): string =>
  [
    `${present.has('observed') ? 'observed' : 'CAST(NULL AS TIMESTAMP) AS observed'}`,
    'id, time, prediction_id, prediction_time, source, confidence, reviewer, actual, version, label, score, probabilities',
    ...definedColumns(columns, present),
  ].join(', ');
