import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cohortFiles } from '../archive/cohort.ts';
import { copy } from '../archive/copy.ts';
import { loadOutcomes } from '../archive/resolved-outcomes.ts';
import type { ModelDefinition } from '../model/definition.ts';
import { sensitivity } from '../model/sensitivity.ts';
import { targetColumn } from '../model/target.ts';
import { type DateRange, datesFrom } from '../nightly/dates.ts';
import { type Column, featureColumns } from '../profile/columns.ts';
import type { Database } from '../profile/duckdb.ts';
import { identifier, stringLiteral } from '../profile/sql-text.ts';
import type { Store } from '../store/store.ts';
import { fitsSql } from './fits-sql.ts';

export interface LabelledQuery {
  /** Undefined where no prediction of these dates has an outcome. */
  query: string | undefined;
  /** Predictions with an outcome that do not fit the model as it is now, or whose class it does not have. */
  leftOut: number;
}

/**
 * The predictions of a range of dates that have an outcome as rows to train on: the model's features and the column of
 * the actual class, in the order of date and id; all versions.
 * @param directory for files, which must last as long as the query
 * @throws Error when a feature is not stored as it came
 */
export async function labelledQuery(
  store: Store,
  database: Database,
  directory: string,
  definition: ModelDefinition,
  { from, to }: DateRange,
): Promise<LabelledQuery> {
  const hidden = definition.features.filter((feature) => sensitivity(feature) !== undefined);
  if (hidden.length > 0) {
    const names = hidden.map(({ name }) => name).join(', ');
    throw new Error(
      `${definition.name}: expected features that are stored as they came, got ${names}: sensitive`,
    );
  }
  const target = join(directory, 'labelled');
  await mkdir(target);
  const { select, where } = rowSql(definition);
  let written = 0;
  let resolved = 0;
  for (const date of datesFrom(from, to)) {
    const files = await cohortFiles(store, definition.name, date);
    if (files.length === 0) continue;
    const drop = await loadOutcomes(store, database, directory, definition, files);
    const [count] = await database.all<{ all: bigint; good: bigint }>(
      `SELECT count(*) AS "all", count_if(${where}) AS good FROM resolved`,
    );
    resolved += Number(count!.all);
    written += Number(count!.good);
    const query = `SELECT ${select} FROM resolved WHERE ${where} ORDER BY resolved.prediction_id`;
    await copy(database, query, join(target, `${date}.parquet`));
    await drop();
  }
  return {
    query: written === 0 ? undefined : `SELECT * FROM read_parquet(${stringLiteral(`${target}/*.parquet`)})`,
    leftOut: resolved - written,
  };
}

function rowSql(definition: ModelDefinition): { select: string; where: string } {
  const { features, classes } = definition;
  const columns = new Map<string, Column>(
    featureColumns(definition).map((column) => [column.feature, column]),
  );
  const cells = features.map((feature) => ({ feature, column: identifier(columns.get(feature.name)!.name) }));
  const select = cells.map(({ feature, column }) => {
    const value = feature.type === 'integer' ? `TRY_CAST(${column} AS BIGINT)` : column;
    return `${value} AS ${identifier(feature.name)}`;
  });
  const areNumbers = classes.every((label) => Number.isInteger(label));
  const actual = areNumbers ? 'TRY_CAST(actual AS BIGINT)' : 'actual';
  const known = classes.map((label) => stringLiteral(String(label))).join(', ');
  return {
    select: [...select, `${actual} AS ${identifier(targetColumn(definition))}`].join(', '),
    where: [`actual IN (${known})`, ...cells.map(({ feature, column }) => fitsSql(feature, column))].join(
      ' AND ',
    ),
  };
}
