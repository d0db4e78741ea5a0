import type { ModelDefinition } from '../model/definition.ts';
import { featureColumns } from '../profile/columns.ts';
import type { Database } from '../profile/duckdb.ts';
import { stringLiteral } from '../profile/sql-text.ts';
import { COMPLETE_PREDICTION, predictionColumns, predictLog } from './log-sql.ts';

/**
 * Writes a model's predictions of the day's log into one Parquet file, ordered by id, so that the same log gives the
 * same bytes. Ids are unique by construction; should one come twice, its first record counts and the others are
 * duplicates.
 */
export async function writePredictions(
  database: Database,
  directory: string,
  definition: ModelDefinition,
  file: string,
): Promise<{ rows: number; duplicates: number }> {
  const columns = featureColumns(definition);
  const where = `driftgate IS NULL AND type = 'prediction' AND model = ${stringLiteral(definition.name)} AND ${COMPLETE_PREDICTION}`;
  const select = `SELECT ${predictionColumns(columns)} FROM ${predictLog(directory, columns)} WHERE ${where}`;
  await copy(database, `${select} ORDER BY id`, file);
  const counts = `SELECT count(*) AS records, count(DISTINCT id) AS ids FROM read_parquet(${stringLiteral(file)})`;
  const [found] = await database.all<{ records: bigint; ids: bigint }>(counts);
  const rows = Number(found!.ids);
  const duplicates = Number(found!.records) - rows;
  if (duplicates > 0) {
    const first =
      'row_number() OVER (PARTITION BY id ORDER BY time, CAST(features AS VARCHAR), score, label, version)';
    await copy(database, `${select} QUALIFY ${first} = 1 ORDER BY id`, file);
  }
  return { rows, duplicates };
}

export async function copy(database: Database, select: string, file: string): Promise<void> {
  await database.run(`COPY (${select}) TO ${stringLiteral(file)} (FORMAT parquet, COMPRESSION zstd)`);
}
