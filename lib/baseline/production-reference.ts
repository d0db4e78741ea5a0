import type { ModelDefinition } from '../model/definition.ts';
import type { DateRange } from '../nightly/dates.ts';
import { buildReference } from '../profile/build-reference.ts';
import type { Database } from '../profile/duckdb.ts';
import type { Reference } from '../profile/reference.ts';
import type { ReferenceRow } from '../profile/reference-row.ts';
import { Reservoir } from '../rows/reservoir.ts';
import { seededRandom } from '../statistics/random.ts';
import type { Store } from '../store/store.ts';
import { productionRows } from './production-rows.ts';
import { FEWEST_ROWS, MOST_ROWS } from './rows-reference.ts';

export interface ProductionReference {
  reference: Reference;
  /** Predictions with an outcome, of which `reference.profile.rows` were taken. */
  rows: number;
  /** Others, by why they were not taken. */
  skipped: ReadonlyMap<string, number>;
}

/**
 * The reference of a model over what production answered and what became of it.
 * @param directory for files that last as long as the call
 * @throws Error when too few predictions of this version have an outcome; StoreUnavailableError
 */
export async function productionReference(
  store: Store,
  database: Database,
  directory: string,
  definition: ModelDefinition,
  range: DateRange,
): Promise<ProductionReference> {
  const { name, version } = definition;
  const source = `production ${range.from}..${range.to}`;
  const skipped = new Map<string, number>();
  const skip = (reason: string): void => void skipped.set(reason, (skipped.get(reason) ?? 0) + 1);
  const sample = new Reservoir<ReferenceRow>(MOST_ROWS, seededRandom(`reference ${name}`));
  for await (const part of productionRows(store, database, directory, definition, range, skip))
    for (const row of part) sample.add(row);
  const { seen, items } = sample;
  if (seen < FEWEST_ROWS) {
    const others = [...skipped].map(([reason, count]) => `; of ${count} others, ${reason}`).join('');
    throw new Error(
      `${source}: expected at least ${FEWEST_ROWS} predictions of ${name} ${version} with an outcome, got ${seen}${others}`,
    );
  }
  const reference = await buildReference(database, directory, definition, items, source);
  return { reference, rows: seen, skipped };
}
