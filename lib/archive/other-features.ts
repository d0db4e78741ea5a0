import { type Column, otherColumns } from '../profile/columns.ts';
import type { Database } from '../profile/duckdb.ts';
import { identifier, stringLiteral } from '../profile/sql-text.ts';

/** A feature that records have and the definition does not: another version answered them. In a part it is JSON. */
export type OtherColumn = Pick<Column, 'feature' | 'name'>;

/**
 * Those that the archived lines of one model in a table have, by name. A version's records all have the same features, null
 * or not, so two of each are looked at: taking the keys of all would cost as much as reading them.
 */
export async function findOtherFeatures(
  database: Database,
  lines: string,
  columns: readonly Column[],
): Promise<OtherColumn[]> {
  const known = columns.map(({ feature }) => stringLiteral(feature)).join(', ');
  const found = await database.all<{ feature: string }>(
    `SELECT DISTINCT feature FROM (
       SELECT unnest(json_keys(features)) AS feature
       FROM (SELECT unnest([any_value(features), arg_max(features, strlen(features))]) AS features FROM ${lines} GROUP BY version)
     ) WHERE feature NOT IN (${known})`,
  );
  return otherColumns(
    columns,
    found.map(({ feature }) => feature),
  );
}

/** A name in a JSON pointer (RFC 6901). */
export const pointerTo = (feature: string): string =>
  stringLiteral(`/${feature.replaceAll('~', '~0').replaceAll('/', '~1')}`);

/** Numbers where all values of the relation are, else text: what the definition of that version said is not known. */
export async function otherSelect(
  database: Database,
  from: string,
  others: readonly OtherColumn[],
): Promise<string[]> {
  const select: string[] = [];
  for (const { name } of others) {
    const value = identifier(name);
    const [found] = await database.all<{ texts: bigint }>(
      `SELECT count(*) AS texts FROM ${from} WHERE json_type(${value}) NOT IN ('NULL', 'DOUBLE', 'BIGINT', 'UBIGINT')`,
    );
    const text = `(CAST(${value} AS JSON) ->> '$')`;
    select.push(`${found!.texts === 0n ? `CAST(${text} AS DOUBLE)` : text} AS ${value}`);
  }
  return select;
}
