import type { DatabaseSource } from '../outcomes/source.ts';
import { identifier } from '../profile/sql-text.ts';

/** Columns that are added to those of the query, and removed again. */
export const WATERMARK = '~watermark';
export const KEY = '~key';
export const LEVEL = '~level';

const TIMES = ['timestamp with time zone', 'timestamp without time zone', 'date'];

/** Asks for the type of the watermark; no row where there is none at all, an error where a column is not there. */
export const typeQuery = ({ query, watermark, key }: DatabaseSource['database']): string =>
  [
    `SELECT pg_typeof(q.${identifier(watermark)})::text AS "type", q.${identifier(key)} AS "key"`,
    `FROM (${inner(query)}\n) AS q LIMIT 1`,
  ].join('\n');

/**
 * The rows from a watermark (`$1`, a text) less the overlap on, in order of watermark and key, with both as text. Rows of
 * a later transaction may have the same watermark as the last row, or an earlier one: so the boundary is read again, and
 * whoever reads knows what was there. A time to come would leave all others behind: such rows wait.
 * @param type as `typeQuery` gives it
 * @throws Error when there is an overlap of something that is no time
 */
export function scanQuery(settings: DatabaseSource['database'], type: string, from: string | null): string {
  const { query, watermark, key, overlap_seconds: overlap } = settings;
  const column = `q.${identifier(watermark)}`;
  const isTime = TIMES.includes(type);
  if (overlap > 0 && !isTime)
    throw new Error(`overlap_seconds: expected a watermark that is a time, got ${watermark} of type ${type}`);
  const since = overlap > 0 ? `$1::${type} - make_interval(secs => ${overlap})` : `$1::${type}`;
  const conditions = [
    `${column} IS NOT NULL`,
    ...(type === TIMES[0] ? [`${column} <= now()`] : []),
    ...(from === null ? [] : [`${column} >= ${since}`]),
  ];
  const level = isTime ? `extract(epoch FROM ${column})::float8` : `${column}::text`;
  return [
    `SELECT q.*, ${column}::text AS "${WATERMARK}", q.${identifier(key)}::text AS "${KEY}", ${level} AS "${LEVEL}"`,
    `FROM (${inner(query)}\n) AS q WHERE ${conditions.join(' AND ')}`,
    `ORDER BY ${column}, q.${identifier(key)}`,
  ].join('\n');
}

const inner = (query: string): string => query.replace(/[\s;]+$/, '');
