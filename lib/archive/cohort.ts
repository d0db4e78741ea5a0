import type { ModelDefinition } from '../model/definition.ts';
import { featureColumns } from '../profile/columns.ts';
import type { Database } from '../profile/duckdb.ts';
import { foldProfiles, type ProfileRow } from '../profile/fold.ts';
import { labelSource } from '../profile/label-source.ts';
import type { Profile } from '../profile/profile.ts';
import type { Reference } from '../profile/reference.ts';
import { profileSql } from '../profile/sql.ts';
import type { Entry, Store } from '../store/store.ts';
import { DELAY_BOUNDS } from './delays.ts';
import { outcomesKey, outcomesPrefix, receivedOfKey } from './keys.ts';
import { listAll } from './list-all.ts';
import { loadOutcomes } from './resolved-outcomes.ts';
import { type Reviews, readReviews } from './reviews.ts';

/** The predictions of one date that have an outcome, whenever it came. */
export interface Cohort {
  format: 3;
  model: string;
  date: string;
  /** Hash of the reference whose bins the profiles are counted over. */
  reference: string;
  /** Files it was made from, with the day each was received. */
  received: string[];
  /** Outcomes received, duplicates and corrections included. */
  outcomes: number;
  /** Predictions whose outcomes do not agree. */
  contradicted: number;
  /** Of the outcomes that count: how many from each source. */
  sources: Record<string, number>;
  /** Of the outcomes that count: how many came at most so many seconds after their prediction, as `DELAY_BOUNDS`. */
  delays: number[];
  reviews: Reviews;
  /** By version; every row labelled. */
  profiles: Profile[];
}

/** Whether a stored cohort is the one that `readCohort` makes of these files, received on these days. */
export const isCohortOf = (
  stored: Cohort | undefined,
  reference: Reference,
  received: readonly string[],
): stored is Cohort =>
  stored?.format === 3 && stored.reference === reference.hash && stored.received.join() === received.join();

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

/** The cohort that these files make, each prediction resolved once. */
export async function readCohort(
  store: Store,
  database: Database,
  directory: string,
  definition: ModelDefinition,
  reference: Reference,
  date: string,
  files: readonly Entry[],
): Promise<Cohort> {
  const drop = await loadOutcomes(store, database, directory, definition, files);
  const columns = featureColumns(definition);
  const groups = await database.all<ProfileRow>(
    profileSql(reference.bins, { from: 'resolved', columns, labels: labelSource(definition) }),
  );
  const about = await aboutOutcomes(database);
  const reviews = await readReviews(database);
  await drop();
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
  return {
    format: 3,
    model: definition.name,
    date,
    reference: reference.hash,
    received: files.map(({ key }) => receivedOfKey(key)!),
    ...about,
    reviews,
    profiles,
  };
}

async function aboutOutcomes(
  database: Database,
): Promise<Pick<Cohort, 'outcomes' | 'contradicted' | 'sources' | 'delays'>> {
  const [total] = await database.all<{ n: bigint }>('SELECT count(*) AS n FROM cohort');
  const [contradicted] = await database.all<{ n: bigint }>(
    `SELECT count(*) AS n FROM (
       SELECT prediction_id FROM cohort GROUP BY prediction_id HAVING min(actual) <> max(actual)
     ) AS disagreeing`,
  );
  const sources = await database.all<{ source: string; n: bigint }>(
    'SELECT source, count(*) AS n FROM resolved GROUP BY source ORDER BY source',
  );
  const delays = new Array<number>(DELAY_BOUNDS.length + 1).fill(0);
  const bounds = DELAY_BOUNDS.map((bound) => `${bound}E0`).join(', ');
  const found = await database.all<{ bin: bigint; n: bigint }>(
    `SELECT width_bucket(CAST(date_diff('second', prediction_time, time) AS DOUBLE), ARRAY[${bounds}]) AS bin, count(*) AS n
     FROM resolved GROUP BY 1`,
  );
  for (const { bin, n } of found) delays[Number(bin)] = Number(n);
  return {
    outcomes: Number(total!.n),
    contradicted: Number(contradicted!.n),
    sources: Object.fromEntries(sources.map(({ source, n }) => [source, Number(n)])),
    delays,
  };
}
