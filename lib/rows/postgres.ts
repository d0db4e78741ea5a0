import pg from 'pg';
import Cursor from 'pg-cursor';
import { identifier } from '../profile/sql-text.ts';
import type { RowSource } from './row-source.ts';

const ROWS_A_READ = 1000;
const CONNECT_MS = 10_000;
/** The server ends what takes too long by itself. Where nothing comes so long after that, the connection is dead. */
const GRACE_MS = 5_000;

type Row = Record<string, unknown>;

/** All of a table, `name` or `schema.name`, each as it is written where it was made. */
export const tableQuery = (table: string): string =>
  `SELECT * FROM ${table.split('.').map(identifier).join('.')}`;

export interface QueryOptions {
  /** Of `$1`, `$2`, … */
  values?: readonly string[];
  /** Of each part. */
  rowsARead?: number;
  /** Dates and times as PostgreSQL writes them, which says which of both they are, and in UTC where they have no zone. */
  timesAsText?: boolean;
  /** How long the database may work on one part, and be waited for; without, as long as it takes. */
  timeoutMs?: number;
}

const TIME_TYPES = new Set<number>([
  pg.types.builtins.DATE,
  pg.types.builtins.TIMESTAMP,
  pg.types.builtins.TIMESTAMPTZ,
]);

const TIMES_AS_TEXT: pg.CustomTypesConfig = {
  getTypeParser: (id, format) =>
    TIME_TYPES.has(id) ? (text: string) => text : pg.types.getTypeParser(id, format as 'text'),
};

/**
 * The rows of a query, through a cursor in a read-only transaction whose times as text are ISO 8601 in UTC.
 * @param url undefined: by the standard variables (PGHOST, PGUSER, …)
 * @throws Error when the database cannot be reached or refuses the query; messages have no password
 */
export async function openPostgres(
  url: string | undefined,
  query: string,
  name: string,
  { values = [], rowsARead = ROWS_A_READ, timesAsText = false, timeoutMs = 0 }: QueryOptions = {},
): Promise<RowSource> {
  const client = new pg.Client({
    ...(url !== undefined && { connectionString: url }),
    ...(timesAsText && { types: TIMES_AS_TEXT }),
    connectionTimeoutMillis: CONNECT_MS,
    application_name: 'driftgate',
  });
  // A connection that is lost also fails what was asked over it, which says so.
  client.on('error', () => undefined);
  const answered: Answered = (question) => within(client, timeoutMs, question);
  const close = () => answered(client.end());
  try {
    await client.connect();
    await answered(client.query('BEGIN TRANSACTION READ ONLY'));
    await answered(
      client.query(
        `SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO'; SET LOCAL statement_timeout = ${Math.ceil(timeoutMs)}`,
      ),
    );
    const cursor = client.query(new Cursor<Row>(query, [...values]));
    const next = () => answered(read(cursor, rowsARead));
    const first = await next();
    return { name, columns: first.columns, rows: () => pages(first.rows, next, rowsARead, name), close };
  } catch (error) {
    await close().catch(() => undefined);
    throw failure(name, error);
  }
}

type Answered = <T>(question: Promise<T>) => Promise<T>;

/** What was asked over a connection; without an answer in time it is given up, which fails the question. */
async function within<T>({ connection }: pg.Client, timeoutMs: number, question: Promise<T>): Promise<T> {
  if (timeoutMs === 0) return question;
  const waitMs = timeoutMs + GRACE_MS;
  const giveUp = () =>
    connection.stream.destroy(new Error(`expected an answer within ${waitMs / 1000} s, got none`));
  const timer = setTimeout(giveUp, waitMs);
  try {
    return await question;
  } finally {
    clearTimeout(timer);
  }
}

async function* pages(first: Row[], next: () => ReturnType<typeof read>, rowsARead: number, name: string) {
  let number = 0;
  for (let rows = first; rows.length > 0; ) {
    yield rows.map((cells) => ({ at: `row ${++number}`, cells }));
    if (rows.length < rowsARead) return;
    try {
      rows = (await next()).rows;
    } catch (error) {
      throw failure(name, error);
    }
  }
}

/** Only the callback gets the columns, and they are known when there are no rows too. */
const read = (cursor: Cursor<Row>, count: number): Promise<{ rows: Row[]; columns: string[] }> =>
  new Promise((resolve, reject) => {
    cursor.read(count, (error, rows, result) => {
      if (error) reject(error);
      else resolve({ rows, columns: result.fields.map((field) => field.name) });
    });
  });

/** A host with several addresses fails with an error that only has others. */
function failure(name: string, error: unknown): Error {
  const causes = error instanceof AggregateError ? error.errors : [error];
  const messages = causes.map((cause) => (cause instanceof Error ? cause.message : String(cause)));
  return new Error(`PostgreSQL, ${name}: ${messages.join('; ')}`, { cause: error });
}
