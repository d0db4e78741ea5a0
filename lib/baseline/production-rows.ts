import { cohortFiles } from '../archive/cohort.ts';
import { loadOutcomes } from '../archive/resolved-outcomes.ts';
import type { ModelDefinition } from '../model/definition.ts';
import { type DateRange, datesFrom } from '../nightly/dates.ts';
import { featureColumns } from '../profile/columns.ts';
import type { Database } from '../profile/duckdb.ts';
import type { ReferenceRow } from '../profile/reference-row.ts';
import { identifier } from '../profile/sql-text.ts';
import type { Store } from '../store/store.ts';

type ResolvedRow = {
  version: string;
  label: string;
  actual: string;
  score: number;
  probabilities: number[];
} & Record<string, unknown>;

/**
 * The predictions of a range of dates that have an outcome, each with the one that counts, as production stored and
 * answered them: the model need not run again, and could not where a text was not stored. In the order of date and id.
 * @param skip is told of each row that cannot be in a reference of this version, and why
 */
export async function* productionRows(
  store: Store,
  database: Database,
  directory: string,
  definition: ModelDefinition,
  { from, to }: DateRange,
  skip: (reason: string) => void,
): AsyncGenerator<ReferenceRow[]> {
  const columns = featureColumns(definition);
  const names = columns.map(({ name }) => identifier(name)).join(', ');
  const select = `SELECT version, label, actual, score, probabilities, ${names} FROM resolved ORDER BY prediction_id`;
  const classOf = new Map(definition.classes.map((label) => [String(label), label]));
  const read = (row: ResolvedRow): ReferenceRow[] => {
    const label = classOf.get(row.label);
    const actual = classOf.get(row.actual);
    if (row.version !== definition.version)
      skip(`version ${row.version} answered, not ${definition.version}`);
    else if (label === undefined || actual === undefined)
      skip(`the class is none of ${definition.classes.join(', ')}`);
    else {
      const features = Object.fromEntries(
        columns.map(({ feature, name }) => [feature, row[name] as number | string | null]),
      );
      return [{ features, label, actual, score: row.score, probabilities: row.probabilities }];
    }
    return [];
  };
  for (const date of datesFrom(from, to)) {
    const files = await cohortFiles(store, definition.name, date);
    if (files.length === 0) continue;
    const drop = await loadOutcomes(store, database, directory, definition, files);
    for await (const part of database.stream<ResolvedRow>(select)) yield part.flatMap(read);
    await drop();
  }
}
