import { join } from 'node:path';
import { DUCKDB_MACROS } from './duckdb-macros.ts';

/** An embedded database for the length of one job. */
export interface Database {
  run(sql: string): Promise<void>;
  /** Rows as plain objects: BIGINT as bigint, JSON and VARCHAR as strings. */
  all<Row>(sql: string): Promise<Row[]>;
  /** The same, a part at a time: for results that are larger than memory should be. */
  stream<Row>(sql: string): AsyncIterable<Row[]>;
  close(): void;
}

/**
 * DuckDB in memory, spilling to `directory`. Nothing is ever downloaded: what is needed is linked in. The library is
 * loaded on the first use, so that only the jobs which need it carry it.
 */
export async function openDatabase(
  directory: string,
  settings: { threads?: number } = {},
): Promise<Database> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', {
    temp_directory: join(directory, 'spill'),
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    ...(settings.threads === undefined ? {} : { threads: String(settings.threads) }),
  });
  const connection = await instance.connect();
  const database: Database = {
    run: async (sql) => {
      await connection.run(sql);
    },
    all: async <Row>(sql: string) => (await connection.runAndReadAll(sql)).getRowObjectsJS() as Row[],
    stream: async function* <Row>(sql: string) {
      const result = await connection.stream(sql);
      for await (const rows of result.yieldRowObjectJs()) yield rows as Row[];
    },
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
  for (const macro of DUCKDB_MACROS) await database.run(macro);
  return database;
}
