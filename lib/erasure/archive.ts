import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { copy } from '../archive/copy.ts';
import { outcomesPrefix, predictionsKey } from '../archive/keys.ts';
import { listAll } from '../archive/list-all.ts';
import { stringLiteral } from '../profile/sql-text.ts';
import { PreconditionFailedError } from '../store/errors.ts';
import type { Entry } from '../store/store.ts';
import type { Erased, ErasureContext, Touched } from './context.ts';

/** Writes the Parquet files of the days of these predictions again without them, and without the outcomes about them. */
export async function eraseFromArchive(context: ErasureContext, erased: Erased): Promise<Touched[]> {
  const { store } = context;
  const predictions: Touched = { what: 'predictions in the archive', objects: 0, records: 0 };
  const outcomes: Touched = { what: 'outcomes in the archive', objects: 0, records: 0 };
  const days = new Map(
    erased.places.map(({ model, hour }) => [
      `${model} ${hour.slice(3, 13)}`,
      { model, date: hour.slice(3, 13) },
    ]),
  );
  const eraseAll = async (touched: Touched, entries: readonly Entry[], column: string) => {
    for (const { key, ageMs } of entries)
      if (erased.isLookedAt(ageMs)) await eraseRows(context, touched, key, whereOneOf(column, erased.ids));
  };
  for (const { model, date } of days.values()) {
    await eraseAll(predictions, await listAll(store, predictionsKey(model, date)), 'id');
    await eraseAll(outcomes, await listAll(store, outcomesPrefix(model, date)), 'prediction_id');
  }
  return [predictions, outcomes];
}

const whereOneOf = (column: string, ids: ReadonlySet<string>): string =>
  `${column} IN (${[...ids].map(stringLiteral).join(', ')})`;

/** Writes a Parquet file again without the rows that a condition of SQL holds for; `part` is a row. */
export async function eraseRows(
  { store, database, directory, newId }: ErasureContext,
  touched: Touched,
  key: string,
  condition: string,
): Promise<void> {
  for (;;) {
    const object = await store.get(key);
    if (!object) return;
    const [file, rest] = [join(directory, `${newId()}.parquet`), join(directory, `${newId()}.parquet`)];
    await writeFile(file, object.body);
    try {
      const all = `read_parquet(${stringLiteral(file)}) AS part`;
      const [found] = await database.all<{ n: bigint }>(
        `SELECT count(*) AS n FROM ${all} WHERE ${condition}`,
      );
      const rows = Number(found!.n);
      if (rows === 0) return;
      await copy(database, `SELECT * FROM ${all} WHERE (${condition}) IS NOT TRUE`, rest);
      await store.put(key, await readFile(rest), { ifMatch: object.etag });
      touched.objects++;
      touched.records += rows;
      return;
    } catch (error) {
      // The nightly job was first: what it wrote is looked at again.
      if (!(error instanceof PreconditionFailedError)) throw error;
    } finally {
      await rm(file, { force: true });
      await rm(rest, { force: true });
    }
  }
}
