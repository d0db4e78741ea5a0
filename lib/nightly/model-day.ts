import { type LineCount, SKIP_REASONS, type SkipReason } from '../archive/contents.ts';
import { reportKey, reportPageKey } from '../archive/keys.ts';
import { noRejections } from '../archive/rejections.ts';
import { reportPage } from '../report/page.ts';
import { OLDEST_MS, QUEUE_SIZE } from '../review/queue.ts';
import { reviewedOn, reviewedSince } from '../review/reviewed.ts';
import { updateQueue } from '../review/update-queue.ts';
import { aboutModel } from './about-model.ts';
import { storeOutcomes, storePredictions } from './archive.ts';
import { cohortReport } from './cohort-report.ts';
import { newestCohort, recomputeCohorts } from './cohorts.ts';
import { currentVersion } from './current-version.ts';
import type { Day } from './day.ts';
import { dayFindings } from './day-findings.ts';
import { aboutOthers, headline } from './headline.ts';
import type { MonitoredModel, NightlyDependencies } from './job.ts';
import { knownVersion } from './monitored-versions.ts';
import { otherVersions } from './other-versions.ts';
import type { CohortReport, ReadReport, Report } from './report.ts';
import { getJson, putJson } from './stored.ts';
import { validation } from './validation.ts';
import { versionReport } from './version-report.ts';

type ModelDayDependencies = Pick<
  NightlyDependencies,
  'store' | 'validate' | 'now' | 'secondReviewShare' | 'logger'
>;

/** How a day is done. */
export interface DayOptions {
  /** The day was over when its log was read. */
  complete: boolean;
  /** Whether the outcomes that it received are looked at. */
  outcomes: boolean;
}

/** Archives, profiles and reports one model's day. What it stores replaces what an earlier run stored. */
export async function processModelDay(
  { store, validate, now, secondReviewShare, logger }: ModelDayDependencies,
  day: Day,
  model: MonitoredModel,
  { complete, outcomes }: DayOptions,
): Promise<Report> {
  const { definition } = model;
  const startedAt = now();
  const reviewed = await reviewedSince(store, definition.name, startedAt - OLDEST_MS);
  // As many more as may have been judged already.
  const reviewable = QUEUE_SIZE + reviewedOn(reviewed, day.date);
  const former = (version: string) => knownVersion(store, logger, definition.name, version);
  const stored = await storePredictions(store, day, model, former, reviewable);
  const { profiles, formers, duplicates, uncertain } = stored;
  const received = outcomes ? await storeOutcomes(store, day, model) : [];
  const predictions = profiles.reduce((sum, { rows }) => sum + rows, 0);

  const { cohorts, newest } = await day.stages.time('cohorts', async () => {
    const dates = received.map(({ cohort }) => cohort);
    const recomputed = await recomputeCohorts(store, day, model, dates);
    return { cohorts: recomputed, newest: await newestCohort(store, day, model, recomputed) };
  });
  const predictionsOn = async (date: string): Promise<number | null> => {
    if (date === day.date) return predictions;
    return (await getJson<Report>(store, reportKey(definition.name, date)))?.counts.predictions ?? null;
  };
  const cohortReports: CohortReport[] = [];
  for (const cohort of cohorts) cohortReports.push(cohortReport(cohort, await predictionsOn(cohort.date)));

  const known = [model, ...formers];
  const current = currentVersion(profiles, known);
  const judged = known.find(({ reference }) => reference.version === current) ?? model;
  const rejected = day.rejections.get(definition.name) ?? noRejections();
  const findings = await dayFindings(store, day, judged, { rejected, isOver: complete });
  const others = await otherVersions(store, day, profiles, judged, known, {
    isCounted: outcomes,
    isOver: complete,
  });
  const report: Report = {
    format: 2,
    ...aboutModel(judged),
    date: day.date,
    complete,
    headline: `${headline(definition.name, findings, outcomes)}${aboutOthers(others)}`,
    read: readReport(day, definition.name, duplicates),
    counts: {
      predictions,
      outcomes: outcomes ? received.reduce((sum, { rows }) => sum + rows, 0) : null,
    },
    rejected,
    versions: profiles.map((profile) => {
      const own = known.find(({ reference }) => reference.version === profile.version) ?? model;
      return versionReport(own.definition, own.reference, profile.version, profile);
    }),
    current,
    others,
    decision: findings.decision,
    // What there is to validate is the deployed version.
    validation:
      judged === model ? await validation(findings.decision, () => validate(definition.name)) : null,
    drift: findings.drift,
    data_quality: findings.dataQuality,
    performance: {
      ...findings.performance,
      cohorts: cohortReports,
      newest: newest && cohortReport(newest, await predictionsOn(newest.date)),
    },
  };
  await store.put(reportPageKey(definition.name, day.date), reportPage(report));
  await putJson(store, reportKey(definition.name, day.date), report);
  await day.stages.time('review', () =>
    updateQueue(store, definition.name, uncertain, reviewed, startedAt, secondReviewShare),
  );
  return report;
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
