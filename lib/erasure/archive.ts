import { outcomesPrefix, predictionsKey } from '../archive/keys.ts';
import { listAll } from '../archive/list-all.ts';
import { stringLiteral } from '../profile/sql-text.ts';
import type { Entry } from '../store/store.ts';
import type { Erased, ErasureContext, Touched } from './context.ts';
import { copyWithoutRows } from './parquet-rows.ts';
import { rewriteFile } from './rewrite.ts';

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
    const condition = () => `${column} IN (${[...erased.ids].map(stringLiteral).join(', ')})`;
    for (const { key, ageMs } of entries)
      if (erased.isLookedAt(ageMs))
        await rewriteFile(context, key, touched, (file, rest) =>
          copyWithoutRows(context, file, rest, condition),
        );
  };
  for (const { model, date } of days.values()) {
    await eraseAll(predictions, await listAll(store, predictionsKey(model, date)), 'id');
    await eraseAll(outcomes, await listAll(store, outcomesPrefix(model, date)), 'prediction_id');
  }
  return [predictions, outcomes];
}
