import { type LabelledRow, predictRows } from '../model/predict-rows.ts';
import type { ModelFolder } from '../model/registry.ts';
import { openSession } from '../model/session.ts';
import { buildReference } from '../profile/build-reference.ts';
import type { Database } from '../profile/duckdb.ts';
import type { Reference } from '../profile/reference.ts';
import { labelledRows } from '../rows/labelled-rows.ts';
import { Refusals } from '../rows/refusals.ts';
import { Reservoir } from '../rows/reservoir.ts';
import type { RowSource } from '../rows/row-source.ts';
import { seededRandom } from '../statistics/random.ts';

/** Fewer say nothing about a day of production. */
export const FEWEST_ROWS = 100;

/** Enough for every bin, few enough for memory: of a longer source a reference is a uniform sample. */
export const MOST_ROWS = 100_000;

export interface RowsReference {
  reference: Reference;
  /** Good rows, of which `reference.profile.rows` were taken. */
  rows: number;
  refusals: Refusals;
}

/**
 * The reference of a model over labelled rows from anywhere: validated, sampled, and predicted by its ONNX model.
 * @param directory for files that last as long as the call
 * @param label name of the column with the actual class
 * @param from what the reference says about where its rows came from
 * @throws Error with the first bad rows when they are more than 5 %, when there are too few, or a source fails
 */
export async function rowsReference(
  database: Database,
  directory: string,
  folder: ModelFolder,
  sources: AsyncIterable<RowSource>,
  label: string,
  from: string,
): Promise<RowsReference> {
  const { definition } = folder;
  const refusals = new Refusals();
  const sample = new Reservoir<LabelledRow>(MOST_ROWS, seededRandom(`reference ${definition.name}`));
  for await (const source of sources) {
    try {
      for await (const part of labelledRows(definition, source, label, refusals.add))
        for (const row of part) sample.add(row);
    } finally {
      await source.close();
    }
  }
  const { seen, items } = sample;
  refusals.check(seen + refusals.count);
  if (seen < FEWEST_ROWS) throw new Error(`${from}: expected at least ${FEWEST_ROWS} rows, got ${seen}`);
  const scored = await predictRows(await openSession(folder), items);
  const reference = await buildReference(database, directory, definition, scored, from);
  return { reference, rows: seen, refusals };
}
