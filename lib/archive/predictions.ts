import type { Database } from '../profile/duckdb.ts';
import { ROW, stringLiteral } from '../profile/sql-text.ts';
import { assertAll } from './assert-all.ts';
import { copy } from './copy.ts';
import { areInOrder, type Part, partsSql } from './parts.ts';

/**
 * Writes a model's predictions of the day into one Parquet file, ordered by id, so that the same log gives the same
 * bytes. Ids are unique by construction; should one come twice, its first record counts and the others are duplicates.
 */
export async function writePredictions(
  database: Database,
  parts: readonly Part[],
  file: string,
): Promise<{ rows: number; duplicates: number }> {
  const records = sum(parts.map(({ lines }) => lines));
  const isInOrder = areInOrder(parts);
  const relation = await partsSql(database, parts);
  const rows = isInOrder ? sum(parts.map(({ ids }) => ids)) : await countIds(database, relation);
  const select = `SELECT * FROM ${relation} AS ${ROW}`;
  if (rows < records) {
    const first = `row_number() OVER (PARTITION BY id ORDER BY time, CAST(${ROW} AS VARCHAR)) = 1`;
    await copy(database, `${select} QUALIFY ${first} ORDER BY id`, file);
  } else {
    await copy(database, isInOrder ? select : `${select} ORDER BY id`, file);
  }
  const [written] = await database.all<{ n: bigint }>(`SELECT count(*) AS n FROM ${stringLiteral(file)}`);
  assertAll('predictions', rows, Number(written!.n));
  return { rows, duplicates: records - rows };
}

async function countIds(database: Database, relation: string): Promise<number> {
  const [found] = await database.all<{ ids: bigint }>(
    `SELECT count(DISTINCT id) AS ids FROM ${relation} AS parts`,
  );
  return Number(found!.ids);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
