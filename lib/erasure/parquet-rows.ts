import { readFile, rm, writeFile } from 'node:fs/promises';
import { copy } from '../archive/copy.ts';
import { ROW, stringLiteral } from '../profile/sql-text.ts';
import type { ErasureContext } from './context.ts';
import { type Left, twoFiles } from './rewrite.ts';

const MAGIC = Buffer.from('PAR1');

/** As it begins and ends, whatever its name is. */
export const isParquet = (bytes: Buffer): boolean =>
  bytes.subarray(0, MAGIC.length).equals(MAGIC) && bytes.subarray(-MAGIC.length).equals(MAGIC);

/**
 * Writes a Parquet file to `rest` without the rows that a condition of SQL holds for, and returns how many they are: where
 * there are none, nothing is written.
 * @throws Error when it cannot be read
 */
export async function copyWithoutRows(
  { database }: Pick<ErasureContext, 'database'>,
  file: string,
  rest: string,
  condition: (columns: readonly string[]) => string,
): Promise<number> {
  const all = `read_parquet(${stringLiteral(file)}) AS ${ROW}`;
  const columns = await database.all<{ column_name: string }>(`DESCRIBE SELECT * FROM ${all}`);
  const where = condition(columns.map(({ column_name: name }) => name));
  const [found] = await database.all<{ n: bigint }>(`SELECT count(*) AS n FROM ${all} WHERE ${where}`);
  if (found!.n > 0n) await copy(database, `SELECT * FROM ${all} WHERE (${where}) IS NOT TRUE`, rest);
  return Number(found!.n);
}

/** The same of a file in memory. */
export async function withoutRows(
  context: Omit<ErasureContext, 'store'>,
  bytes: Buffer,
  condition: (columns: readonly string[]) => string,
): Promise<Left> {
  const [file, rest] = twoFiles(context);
  await writeFile(file, bytes);
  try {
    const erased = await copyWithoutRows(context, file, rest, condition);
    return { bytes: erased === 0 ? bytes : await readFile(rest), erased };
  } finally {
    await rm(file, { force: true });
    await rm(rest, { force: true });
  }
}
