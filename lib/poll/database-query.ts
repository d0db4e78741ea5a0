import type { DatabaseSource } from '../outcomes/source.ts';
import { identifier } from '../profile/sql-text.ts';

/** Columns that are added to those of the query, and removed again. */
export const WATERMARK = '~watermark';
export const KEY = '~key';
export const LEVEL = '~level';
export const FINAL = '~final';

/**
 * Watermarks that are times. `now`: what is later is to come; without a zone, by the zone that is furthest ahead.
 * `overlap`: in seconds, where a source does not say: transactions may commit in another order than they began.
 */
const TIMES: ReadonlyMap<string, { now: string; overlap: number }> = new Map([
  ['timestamp with time zone', { now: 'now()', overlap: 300 }],
  ['timestamp without time zone', { now: "localtimestamp + interval '14 hours'", overlap: 300 }],
  ['date', { now: "localtimestamp + interval '14 hours'", overlap: 86_400 }],
]);

export interface Types {
  watermark: string;
  key: string;
}

/** Asks for the types of watermark and key; no row where there is none at all, an error where a column is not there. */
export const typeQuery = ({ query, watermark, key }: DatabaseSource['database']): string =>
  [
    `SELECT pg_typeof(q.${identifier(watermark)})::text AS "watermark", pg_typeof(q.${identifier(key)})::text AS "key"`,
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

/** Which rows are read. */
export interface ScanBounds {
  /** There is a watermark, `$1`, that a poll before came to. */
  from: boolean;
  /** There is one, `$2`, before which nothing is read again; `isInside`: nor of its rows up to a key, `$3`. */
  floor: { isInside: boolean } | undefined;
  asksFinal: boolean;
}

/**
 * The rows from a watermark (`$1`, a text) less the overlap on, in order of watermark and key, with both as text. Rows of
 * a later transaction may have the same watermark as the last row, or an earlier one: so the boundary is read again, and
 * whoever reads knows what was there. A time to come would leave all others behind: such rows wait.
 * Sessions are in UTC.
 *
 * With `asksFinal` each row says whether its watermark is so far behind the newest that no row can come to it any more,
 * which the same snapshot has to say: it costs a run of the query.
 * @param types as `typeQuery` gives them
 * @throws Error as overlapOf
 */
export function scanQuery(
  settings: DatabaseSource['database'],
  types: Types,
  { from, floor, asksFinal }: ScanBounds,
): string {
  const { query, watermark, key } = settings;
  const [column, rowKey] = [`q.${identifier(watermark)}`, `q.${identifier(key)}`];
  const { watermark: type } = types;
  const overlap = overlapOf(settings, type);
  const now = TIMES.get(type)?.now;
  const since = overlap > 0 ? `$1::${type} - make_interval(secs => ${overlap})` : `$1::${type}`;
  const least = !floor ? since : `greatest(${since}, $2::${type})`;
  const conditions = [
    `${column} IS NOT NULL`,
    ...(now === undefined ? [] : [`${column} <= ${now}`]),
    ...(from ? [`${column} >= ${least}`] : []),
    ...(floor?.isInside
      ? [`(${column} > $2::${type} OR ${rowKey} > $3::${types.key} OR ${rowKey} IS NULL)`]
      : []),
  ];
  const level = now === undefined ? `${column}::text` : `extract(epoch FROM ${column})::float8`;
  const back = overlap > 0 ? ` - make_interval(secs => ${overlap})` : '';
  const final = asksFinal ? `, ${column} < (${newestQuery(settings, now)})${back} AS "${FINAL}"` : '';
  return [
    `SELECT q.*, ${column}::text AS "${WATERMARK}", ${rowKey}::text AS "${KEY}", ${level} AS "${LEVEL}"${final}`,
    `FROM (${inner(query)}\n) AS q WHERE ${conditions.join(' AND ')}`,
    `ORDER BY ${column}, ${rowKey}`,
  ].join('\n');
}

/** The newest watermark of those that do not wait. */
const newestQuery = ({ query, watermark }: DatabaseSource['database'], now: string | undefined): string => {
  const column = `n.${identifier(watermark)}`;
  return `SELECT max(${column}) FROM (${inner(query)}\n) AS n${now === undefined ? '' : ` WHERE ${column} <= ${now}`}`;
};

const inner = (query: string): string => query.replace(/[\s;]+$/, '');
