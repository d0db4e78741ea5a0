import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type LineCount, SKIP_REASONS, type SkipReason } from '../archive/contents.ts';
import { outcomesKey, predictionsKey, profileKey, reportKey } from '../archive/keys.ts';
import { writeOutcomes } from '../archive/outcomes.ts';
import { writePredictions } from '../archive/predictions.ts';
import { noRejections } from '../archive/rejections.ts';
import { storedFeatures } from '../model/text-features.ts';
import { featureColumns, profiledAs } from '../profile/columns.ts';
import { foldProfiles, type ProfileRow } from '../profile/fold.ts';
import type { Profile } from '../profile/profile.ts';
import { profileSql } from '../profile/sql.ts';
import { stringLiteral } from '../profile/sql-text.ts';
import type { Store } from '../store/store.ts';
import { cohortReport } from './cohort-report.ts';
import { newestCohort, recomputeCohorts } from './cohorts.ts';
import { type Day, linesOf } from './day.ts';
import type { MonitoredModel } from './job.ts';
import type { CohortReport, ReadReport, Report } from './report.ts';
import { getJson, putJson } from './stored.ts';
import { versionReport } from './version-report.ts';

/** Archives, profiles and reports one model's day. What it stores replaces what an earlier run stored. */
export async function processModelDay(store: Store, day: Day, model: MonitoredModel): Promise<Report> {
  const { definition, reference } = model;
  const { profiles, duplicates } = await storePredictions(store, day, model);
  const received = await storeOutcomes(store, day, model);
  const predictions = profiles.reduce((sum, { rows }) => sum + rows, 0);

  const cohorts = await recomputeCohorts(
    store,
    day,
    model,
    received.map(({ cohort }) => cohort),
  );
  const newest = await newestCohort(store, day, model, cohorts);
  const predictionsOn = async (date: string): Promise<number | null> => {
    if (date === day.date) return predictions;
    return (await getJson<Report>(store, reportKey(definition.name, date)))?.counts.predictions ?? null;
  };
  const cohortReports: CohortReport[] = [];
  for (const cohort of cohorts) cohortReports.push(cohortReport(cohort, await predictionsOn(cohort.date)));

  const report: Report = {
    format: 1,
    model: definition.name,
    date: day.date,
    definition: { version: definition.version, trained_at: definition.trained_at },
    reference: {
      version: reference.version,
      source: reference.source,
      rows: reference.profile.rows,
      hash: reference.hash,
    },
    read: readReport(day, definition.name, duplicates),
    counts: { predictions, outcomes: received.reduce((sum, { rows }) => sum + rows, 0) },
    rejected: day.rejections.get(definition.name) ?? noRejections(),
    unprofiled: storedFeatures(definition).flatMap((feature) => {
      const as = profiledAs(feature);
      if (typeof as === 'object') return [{ feature: feature.name, reason: as.reason as string }];
      const inReference = Object.hasOwn(reference.bins.features, feature.name);
      return inReference ? [] : [{ feature: feature.name, reason: 'not_in_reference' }];
    }),
    versions: profiles.map((profile) => versionReport(definition, reference, profile.version, profile)),
    current: currentVersion(profiles, reference.version),
    performance: {
      cohorts: cohortReports,
      newest: newest && cohortReport(newest, await predictionsOn(newest.date)),
    },
  };
  await putJson(store, reportKey(definition.name, day.date), report);
  return report;
}

async function storePredictions(
  store: Store,
  { database, date, directory, lines, logs }: Day,
  { definition, reference }: MonitoredModel,
): Promise<{ profiles: Profile[]; duplicates: number }> {
  const { name } = definition;
  const expected = linesOf(lines, 'prediction', name);
  if (expected === 0) return { profiles: [], duplicates: 0 };
  const file = join(directory, `${name}.parquet`);
  const { rows, duplicates } = await writePredictions(database, logs.predict!, definition, file);
  assertAll(`predictions of ${name}`, expected, rows + duplicates);
  await store.put(predictionsKey(name, date), await readFile(file));
  const columns = featureColumns(definition);
  const groups = await database.all<ProfileRow>(
    profileSql(reference.bins, { from: `read_parquet(${stringLiteral(file)})`, columns }),
  );
  const profiles: Profile[] = [];
  for (const [version, counts] of foldProfiles(reference.bins, columns, groups)) {
    const profile: Profile = { format: 1, model: name, version, date, reference: reference.hash, ...counts };
    await putJson(store, profileKey(name, version, date), profile);
    profiles.push(profile);
  }
  return { profiles, duplicates };
}

/** The cohorts that received something. */
async function storeOutcomes(
  store: Store,
  { database, date, directory, lines, logs }: Day,
  { definition }: MonitoredModel,
): Promise<{ cohort: string; rows: number }[]> {
  const expected = linesOf(lines, 'outcome', definition.name);
  if (expected === 0) return [];
  const received = await writeOutcomes(database, logs.feedback!, definition, directory);
  assertAll(
    `outcomes of ${definition.name}`,
    expected,
    received.reduce((sum, { rows }) => sum + rows, 0),
  );
  for (const { cohort, file } of received) {
    await store.put(outcomesKey(definition.name, cohort, date), await readFile(file));
  }
  return received;
}

/** Every line that was counted as usable must have been used. */
function assertAll(what: string, counted: number, used: number): void {
  if (counted !== used) throw new Error(`expected to archive all ${counted} ${what}, got ${used}`);
}

/** Reads of this model, and what nobody can be credited with. */
function readReport({ lines, segments }: Day, model: string, duplicates: number): ReadReport {
  const count = (reason: SkipReason, line: LineCount) =>
    line.kind === reason && (line.model === model || line.model === null) ? line.lines : 0;
  const skipped = Object.fromEntries(
    SKIP_REASONS.map((reason) => [reason, lines.reduce((sum, line) => sum + count(reason, line), 0)]),
  ) as Record<SkipReason, number>;
  skipped.duplicate_id += duplicates;
  return { segments, lines: lines.reduce((sum, line) => sum + line.lines, 0), skipped };
}

/** The reference's own version if it answered, else the one that answered most; the later name when equal. */
function currentVersion(profiles: readonly Profile[], ofReference: string): string | null {
  if (profiles.some(({ version }) => version === ofReference)) return ofReference;
  const ranked = [...profiles].sort((a, b) => b.rows - a.rows || (a.version < b.version ? 1 : -1));
  return ranked[0]?.version ?? null;
}
