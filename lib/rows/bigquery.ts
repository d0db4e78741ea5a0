import type { BigQuery } from '@google-cloud/bigquery';
import { columnFinder } from './column-finder.ts';
import type { RowSource, SourceRow } from './row-source.ts';

const ROWS_A_PART = 1000;

export interface BigQueryTable {
  project: string;
  dataset: string;
  table: string;
}

/**
 * The named columns of a table, as far as it has them: BigQuery bills by column.
 * @throws Error when the table cannot be read
 */
export async function openBigQueryTable(
  { project, dataset, table }: BigQueryTable,
  wanted: readonly string[],
): Promise<RowSource> {
  const name = `${project}.${dataset}.${table}`;
  const client = await connect(project);
  const [metadata] = await client
    .dataset(dataset)
    .table(table)
    .getMetadata()
    .catch((error: unknown) => {
      throw failure(name, error);
    });
  const all = ((metadata.schema?.fields ?? []) as { name: string }[]).map((field) => field.name);
  const find = columnFinder(all);
  const columns = wanted.flatMap((column) => find(column) ?? []);
  const quoted = columns.map((column) => `\`${column}\``).join(', ');
  return {
    name,
    columns: all,
    rows: () => parts(client, `SELECT ${quoted} FROM \`${name}\``, name),
    close: async () => undefined,
  };
}

/** The rows of a query in GoogleSQL. Their columns are known when they come. */
export async function openBigQuery(project: string, query: string, name: string): Promise<RowSource> {
  const client = await connect(project);
  return { name, columns: undefined, rows: () => parts(client, query, name), close: async () => undefined };
}

/** Loaded when asked for: it is large, and finds its credentials by itself. */
async function connect(project: string): Promise<BigQuery> {
  const { BigQuery } = await import('@google-cloud/bigquery');
  return new BigQuery({ projectId: project });
}

async function* parts(client: BigQuery, query: string, name: string): AsyncGenerator<SourceRow[]> {
  let number = 0;
  let part: SourceRow[] = [];
  try {
    // Page after page; the next is fetched when this one has been read.
    for await (const row of client.createQueryStream({ query })) {
      const cells = Object.fromEntries(Object.entries(row).map(([column, value]) => [column, plain(value)]));
      part.push({ at: `row ${++number}`, cells });
      if (part.length < ROWS_A_PART) continue;
      yield part;
      part = [];
    }
  } catch (error) {
    throw failure(name, error);
  }
  yield part;
}

/** NUMERIC comes as an object of big.js, dates as objects with a value. */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return 'value' in value ? value.value : String(value);
}

function failure(name: string, error: unknown): Error {
  return new Error(`BigQuery, ${name}: ${error instanceof Error ? error.message : String(error)}`, {
    cause: error,
  });
}
