import type { DatabaseSource } from '../outcomes/source.ts';
import { identifier } from '../profile/sql-text.ts';

/** Columns that are added to those of the query, and removed again. */
export const WATERMARK = '~watermark';
export const KEY = '~key';
export const LEVEL = '~level';

/**
 * Watermarks that are times. `now`: what is later is to come; without a zone, by the zone that is furthest ahead.
 * `overlap`: in seconds, where a source does not say: transactions may commit in another order than they began.
 */
const TIMES: ReadonlyMap<string, { now: string; overlap: number }> = new Map([
  ['timestamp with time zone', { now: 'now()', overlap: 300 }],
  ['timestamp without time zone', { now: "localtimestamp + interval '14 hours'", overlap: 300 }],
  ['date', { now: "localtimestamp + interval '14 hours'", overlap: 86_400 }],
]);

/** Asks for the type of the watermark; no row where there is none at all, an error where a column is not there. */
export const typeQuery = ({ query, watermark, key }: DatabaseSource['database']): string =>
  [
    `SELECT pg_typeof(q.${identifier(watermark)})::text AS "type", q.${identifier(key)} AS "key"`,
    `FROM (${inner(query)}\n) AS q LIMIT 1`,
  ].join('\n');

/**
 * How far back rows are read again, in seconds, where the watermark is of this type.
 * @throws Error when there is to be an overlap of something that is no time
 */
export function overlapOf(
  { watermark, overlap_seconds: given }: DatabaseSource['database'],
  type: string,
): number {
  const time = TIMES.get(type);
  if (time) return given ?? time.overlap;
  if (!given) return 0;
  throw new Error(`overlap_seconds: expected a watermark that is a time, got ${watermark} of type ${type}`);
}

/**
 * The rows from a watermark (`$1`, a text) less the overlap on, in order of watermark and key, with both as text. Rows of
 * a later transaction may have the same watermark as the last row, or an earlier one: so the boundary is read again, and
 * whoever reads knows what was there. A time to come would leave all others behind: such rows wait.
 * Sessions are in UTC. With a floor (`$2`) nothing before it is read again.
 * @param type as `typeQuery` gives it
 * @throws Error as overlapOf
 */
export function scanQuery(
  settings: DatabaseSource['database'],
  type: string,
  from: string | null,
  floor: string | undefined,
): string {
  const { query, watermark, key } = settings;
  const column = `q.${identifier(watermark)}`;
  const overlap = overlapOf(settings, type);
  const now = TIMES.get(type)?.now;
  const since = overlap > 0 ? `$1::${type} - make_interval(secs => ${overlap})` : `$1::${type}`;
  const least = floor === undefined ? since : `greatest(${since}, $2::${type})`;
  const conditions = [
    `${column} IS NOT NULL`,
    ...(now === undefined ? [] : [`${column} <= ${now}`]),
    ...(from === null ? [] : [`${column} >= ${least}`]),
  ];
  const level = now === undefined ? `${column}::text` : `extract(epoch FROM ${column})::float8`;
  return [
    `SELECT q.*, ${column}::text AS "${WATERMARK}", q.${identifier(key)}::text AS "${KEY}", ${level} AS "${LEVEL}"`,
    `FROM (${inner(query)}\n) AS q WHERE ${conditions.join(' AND ')}`,
    `ORDER BY ${column}, q.${identifier(key)}`,
  ].join('\n');
}

const inner = (query: string): string => query.replace(/[\s;]+$/, '');
