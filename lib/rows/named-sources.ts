import { basename } from 'node:path';
import type { RowSourcesConfig } from '../config.ts';
import type { Database } from '../profile/duckdb.ts';
import type { Store } from '../store/store.ts';
import { openBigQuery, openBigQueryTable } from './bigquery.ts';
import { openFile } from './open-file.ts';
import { openPostgres, tableQuery } from './postgres.ts';
import type { RowSource } from './row-source.ts';
import { storedFiles } from './stored-files.ts';

export const SOURCE_KINDS = ['file', 's3', 'postgres', 'bigquery'] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

export const isSourceKind = (kind: string): kind is SourceKind =>
  (SOURCE_KINDS as readonly string[]).includes(kind);

/** What somebody who runs a command says about where rows are. */
export interface NamedSource {
  kind: SourceKind;
  /** Paths, or keys of the store. */
  data: readonly string[];
  query: string | undefined;
  table: string | undefined;
}

export interface SourceDependencies {
  database: Database;
  /** For files that last as long as the reading. */
  directory: string;
  /** Only `s3` has one opened. */
  openStore: () => Promise<Store>;
  config: RowSourcesConfig;
  /** Columns that will be read; others need not be fetched. */
  wanted: readonly string[];
}

/**
 * Opens what was named, one source after the other.
 * @throws Error when something that the kind needs was not named
 */
export async function* openNamed(
  { kind, data, query, table }: NamedSource,
  { database, directory, openStore, config, wanted }: SourceDependencies,
): AsyncGenerator<RowSource> {
  switch (kind) {
    case 'file':
      if (data.length === 0) throw new Error('--data: expected a file, got nothing');
      for (const path of data) yield await openFile(database, path);
      return;
    case 's3':
      if (data.length === 0) throw new Error('--data: expected a key in the store, got nothing');
      yield* storedFiles(await openStore(), database, directory, data);
      return;
    case 'postgres': {
      const sql = query ?? (table === undefined ? undefined : tableQuery(table));
      if (sql === undefined) throw new Error('expected --query or --table, got neither');
      yield await openPostgres(config.postgresUrl, sql, table ?? 'the query');
      return;
    }
    case 'bigquery': {
      const { project, dataset, table: configured } = config.bigquery;
      if (project === undefined) throw new Error('GOOGLE_CLOUD_PROJECT: expected a project, got nothing');
      if (query !== undefined) {
        yield await openBigQuery(project, query, 'the query');
        return;
      }
      const chosen = table ?? configured;
      if (dataset === undefined || chosen === undefined)
        throw new Error('expected --query, or BIGQUERY_DATASET and BIGQUERY_TABLE, got neither');
      yield await openBigQueryTable({ project, dataset, table: chosen }, wanted);
    }
  }
}

/** The same in a few words, for whoever reads later where rows came from. */
export function describeNamed(
  { kind, data, query, table }: NamedSource,
  { bigquery }: RowSourcesConfig,
): string {
  const configured = [bigquery.dataset, table ?? bigquery.table].join('.');
  // Without the folder, which is different on every machine, while the same rows should give the same reference.
  const what = {
    file: data.map((path) => basename(path)).join(', '),
    s3: data.join(', '),
    postgres: table,
    bigquery: configured,
  }[kind];
  return `${kind}: ${query ?? what}`.replaceAll(/\s+/g, ' ').slice(0, 200);
}
