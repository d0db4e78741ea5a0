import { join } from 'node:path';
import type { DuckDBConnection, DuckDBListVector, DuckDBScalarFunction } from '@duckdb/node-api';
import { widthBucket } from './bins.ts';

/** An embedded database for the length of one job. */
export interface Database {
  run(sql: string): Promise<void>;
  /** Rows as plain objects: BIGINT as bigint, JSON and VARCHAR as strings. */
  all<Row>(sql: string): Promise<Row[]>;
  /** The same, a part at a time: for results that are larger than memory should be. */
  stream<Row>(sql: string): AsyncIterable<Row[]>;
  /** Another connection to the same tables, whose statements run beside those of this one. Closed with this one. */
  beside(): Promise<Database>;
  close(): void;
}

/**
 * DuckDB in memory, spilling to `directory` what exceeds `memoryMb` (80 % of the machine's without), with `width_bucket`,
 * `is_nan` and `element_at` as Trino has them. Nothing is ever downloaded: what is needed is linked in. The library is
 * loaded on the first use, so that only the jobs which need it carry it.
 */
export async function openDatabase(
  directory: string,
  { threads, memoryMb }: { threads?: number; memoryMb?: number } = {},
): Promise<Database> {
  const library = await import('@duckdb/node-api');
  const instance = await library.DuckDBInstance.create(':memory:', {
    temp_directory: join(directory, 'spill'),
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    ...(threads === undefined ? {} : { threads: String(threads) }),
    ...(memoryMb === undefined ? {} : { memory_limit: `${memoryMb}MB` }),
  });
  const first = await instance.connect();
  first.registerScalarFunction(widthBucketFunction(library));
  await first.run('CREATE MACRO is_nan(x) AS isnan(x)');
  await first.run('CREATE MACRO element_at(elements, i) AS list_extract(elements, i)');
  const connections = [first];
  const database = (connection: DuckDBConnection): Database => ({
    run: async (sql) => {
      await connection.run(sql);
    },
    all: async <Row>(sql: string) => (await connection.runAndReadAll(sql)).getRowObjectsJS() as Row[],
    stream: async function* <Row>(sql: string) {
      const result = await connection.stream(sql);
      for await (const rows of result.yieldRowObjectJs()) yield rows as Row[];
    },
    beside: async () => {
      const other = await instance.connect();
      connections.push(other);
      return database(other);
    },
    close: () => {
      for (const of of connections) of.closeSync();
      instance.closeSync();
    },
  });
  return database(first);
}

/** The function that bins everything else: as SQL, which has no search in a sorted list, it took fifteen times as long. */
function widthBucketFunction(library: typeof import('@duckdb/node-api')): DuckDBScalarFunction {
  const { DOUBLE, INTEGER, LIST, DuckDBScalarFunction: ScalarFunction } = library;
  return ScalarFunction.create({
    name: 'width_bucket',
    parameterTypes: [DOUBLE, LIST(DOUBLE)],
    returnType: INTEGER,
    mainFunction: (_, rows, buckets) => {
      const { rowCount } = rows;
      const values = rows.getColumnVector(0);
      const edgesOf = listReader(rows.getColumnVector(1) as DuckDBListVector);
      for (let row = 0; row < rowCount; row++) {
        const x = values.getItem(row) as number | null;
        const edges = edgesOf(row);
        buckets.setItem(row, x === null || edges === null ? null : widthBucket(x, edges));
      }
      buckets.flush();
    },
  });
}

/** The list of a row. Edges are a literal as a rule: then all rows share one, and it is read once. */
function listReader(lists: DuckDBListVector): (row: number) => readonly number[] | null {
  let offset = -1;
  let length = -1;
  let list: readonly number[] | null = null;
  return (row) => {
    if (lists.getEntryOffset(row) !== offset || lists.getEntryLength(row) !== length) {
      offset = lists.getEntryOffset(row);
      length = lists.getEntryLength(row);
      list = (lists.getItemVector(row)?.toArray() as number[] | undefined) ?? null;
    }
    return list;
  };
}
