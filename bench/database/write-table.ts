import pg from 'pg';
import { seededRandom } from '../../lib/statistics/random.ts';

/** Rows that change one after the other, in the hours after their predictions, or all at once. */
export type Times = 'spread' | 'same';

const ROWS_AT_ONCE = 10_000;
const FROM = '2026-11-19T00:00:00Z';
/** Behind which nothing can come to the others any more. */
const LATER = '2026-11-20T00:00:00Z';

/** A table of a system of record: an outcome of each prediction, with an index on the time of its last change. */
export async function writeTable(
  url: string,
  table: string,
  ids: readonly string[],
  times: Times,
): Promise<void> {
  const random = seededRandom('outcomes');
  await withClient(url, async (client) => {
    await client.query(
      `CREATE TABLE ${table} (number int PRIMARY KEY, prediction_id text, outcome int, known_at timestamptz, changed_at timestamptz)`,
    );
    const step = times === 'spread' ? 86_400 / ids.length : 0;
    for (let start = 0; start < ids.length; start += ROWS_AT_ONCE) {
      const part = ids.slice(start, start + ROWS_AT_ONCE);
      await client.query(
        `INSERT INTO ${table} SELECT $1 + n, id, outcome, at, at
         FROM (SELECT *, $4::timestamptz + make_interval(secs => ($1 + n - 1) * $5::float8) AS at
           FROM unnest($2::text[], $3::int[]) WITH ORDINALITY AS x(id, outcome, n)) AS y`,
        [start, part, part.map(() => (random() < 0.5 ? 0 : 1)), FROM, step],
      );
    }
    await client.query(`CREATE INDEX ON ${table} (changed_at, number)`);
    if (times === 'same') await add(client, table, ids.at(-1)!, LATER);
    await client.query(`ANALYZE ${table}`);
  });
}

/** An outcome that changes after all others. */
export const addRow = (url: string, table: string, id: string): Promise<void> =>
  withClient(url, (client) => add(client, table, id, '2026-11-20T01:00:00Z'));

async function add(client: pg.Client, table: string, id: string, time: string): Promise<void> {
  await client.query(`INSERT INTO ${table} SELECT max(number) + 1, $1, 1, $2, $2 FROM ${table}`, [id, time]);
}

async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
