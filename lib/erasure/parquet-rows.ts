import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { copy } from '../archive/copy.ts';
import { ROW, stringLiteral } from '../profile/sql-text.ts';
import type { ErasureContext } from './context.ts';
import type { Left } from './rewrite.ts';

const MAGIC = Buffer.from('PAR1');

/** As it begins and ends, whatever its name is. */
export const isParquet = (bytes: Buffer): boolean =>
  bytes.subarray(0, MAGIC.length).equals(MAGIC) && bytes.subarray(-MAGIC.length).equals(MAGIC);

/** A Parquet file without the rows that a condition of SQL holds for. @throws Error when it cannot be read */
export async function withoutRows(
  { database, directory, newId }: Omit<ErasureContext, 'store'>,
  bytes: Buffer,
  condition: (columns: readonly string[]) => string,
): Promise<Left> {
  const [file, rest] = [join(directory, `${newId()}.parquet`), join(directory, `${newId()}.parquet`)];
  await writeFile(file, bytes);
  try {
    const all = `read_parquet(${stringLiteral(file)}) AS ${ROW}`;
    const columns = await database.all<{ column_name: string }>(`DESCRIBE SELECT * FROM ${all}`);
    const where = condition(columns.map(({ column_name: name }) => name));
    const [found] = await database.all<{ n: bigint }>(`SELECT count(*) AS n FROM ${all} WHERE ${where}`);
    const erased = Number(found!.n);
    if (erased === 0) return { bytes, erased };
    await copy(database, `SELECT * FROM ${all} WHERE (${where}) IS NOT TRUE`, rest);
    return { bytes: await readFile(rest), erased };
  } finally {
    await rm(file, { force: true });
    await rm(rest, { force: true });
  }
}
