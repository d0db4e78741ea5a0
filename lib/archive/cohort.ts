import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelDefinition } from '../model/definition.ts';
import { type Column, featureColumns } from '../profile/columns.ts';
import type { Database } from '../profile/duckdb.ts';
import { foldProfiles, type ProfileRow } from '../profile/fold.ts';
import { labelSource } from '../profile/label-source.ts';
import type { Profile } from '../profile/profile.ts';
import type { Reference } from '../profile/reference.ts';
import { profileSql } from '../profile/sql.ts';
import { identifier, stringLiteral } from '../profile/sql-text.ts';
import type { Entry, Store } from '../store/store.ts';
import { outcomesKey, outcomesPrefix } from './keys.ts';
import { listAll } from './list-all.ts';
import { fetchObjects } from './segments.ts';

/** The predictions of one date that have an outcome, whenever it came. */
export interface Cohort {
  format: 1;
  model: string;
  date: string;
  /** Outcomes received, duplicates and corrections included. */
  outcomes: number;
  /** By version; every row labelled. */
  profiles: Profile[];
}

/** The files with outcomes of one date's predictions; `upTo`: received until then. */
export async function cohortFiles(
  store: Store,
  model: string,
  date: string,
  upTo?: string,
): Promise<Entry[]> {
  const files = await listAll(store, outcomesPrefix(model, date));
  return upTo === undefined ? files : files.filter(({ key }) => key <= outcomesKey(model, date, upTo));
}

/**
 * The cohort that these files make, each prediction resolved once: highest confidence, then latest received; of two in
 * the same millisecond the higher id.
 */
export async function readCohort(
  store: Store,
  database: Database,
  directory: string,
  definition: ModelDefinition,
  reference: Reference,
  date: string,
  files: readonly Entry[],
): Promise<Cohort> {
  const target = await mkdtemp(join(directory, `cohort-${definition.name}-${date}-`));
  await fetchObjects(store, files, target, 'parquet');
  const columns = featureColumns(definition);
  const archive = `read_parquet(${stringLiteral(`${target}/*.parquet`)}, union_by_name = true)`;
  const present = await database.all<{ column_name: string }>(`DESCRIBE SELECT * FROM ${archive}`);
  const select = cohortColumns(columns, new Set(present.map(({ column_name }) => column_name)));
  await database.run(`CREATE OR REPLACE TEMP TABLE cohort AS SELECT ${select} FROM ${archive}`);
  const [total] = await database.all<{ n: bigint }>('SELECT count(*) AS n FROM cohort');
  const groups = await database.all<ProfileRow>(
    profileSql(reference.bins, { from: RESOLVED, columns, labels: labelSource(definition) }),
  );
  await database.run('DROP TABLE cohort');
  const profiles = [...foldProfiles(reference.bins, columns, groups)].map(
    ([version, counts]): Profile => ({
      format: 1,
      model: definition.name,
      version,
      date,
      reference: reference.hash,
      ...counts,
    }),
  );
  return { format: 1, model: definition.name, date, outcomes: Number(total!.n), profiles };
}

const RESOLVED = `(
    SELECT * FROM (
      SELECT *, row_number() OVER (PARTITION BY prediction_id ORDER BY confidence DESC, time DESC, id DESC) AS resolution
      FROM cohort
    ) AS ranked WHERE resolution = 1
  ) AS resolved`;

/** Files written under another definition may lack a feature, or have it in another type. */
const cohortColumns = (columns: readonly Column[], present: ReadonlySet<string>): string =>
  [
    'id, time, prediction_id, prediction_time, source, confidence, actual, version, label, score, probabilities',
    ...columns.map(({ name, type }) => {
      const value = present.has(name) ? identifier(name) : 'NULL';
      return `TRY_CAST(${value} AS ${type}) AS ${identifier(name)}`;
    }),
  ].join(', ');
