import type { Rejections } from '../archive/rejections.ts';
import { type DecisionRecord, decide } from '../decision/decide.ts';
import { checkDataQuality } from '../drift/data-quality.ts';
import type { QualityCheck } from '../drift/quality-check.ts';
import { shortestWindow } from '../drift/window.ts';
import { outcomeMaturityDays } from '../model/maturity.ts';
import { emptyLike } from '../profile/empty.ts';
import type { Store } from '../store/store.ts';
import type { Day } from './day.ts';
import { type DriftReport, driftReport } from './drift-report.ts';
import { cohortsUpTo, profilesUpTo } from './history.ts';
import type { MonitoredModel } from './job.ts';
import { type PerformanceReport, performanceDays, performanceReport } from './performance-report.ts';
import { refusedSince, refusedValues } from './refused.ts';

/** What a day and those before it tell of one version. */
export interface DayFindings {
  drift: DriftReport;
  dataQuality: QualityCheck[];
  performance: PerformanceReport;
  decision: DecisionRecord;
}

/**
 * From what is stored, of this day too, and from what its requests were refused for. Only the version that the reference
 * is of is judged: another one had other bins, another threshold, perhaps other features.
 */
export async function dayFindings(
  store: Store,
  day: Day,
  model: MonitoredModel,
  rejected: Rejections,
): Promise<DayFindings> {
  const { definition, reference } = model;
  const { version } = reference;
  const days = performanceDays(outcomeMaturityDays(definition));
  const profiles = await profilesUpTo(store, day, model, version, days);
  const cohorts = await cohortsUpTo(store, day, model, days);
  const of = { version, reference: reference.hash, date: day.date };
  const window = shortestWindow(profiles, of);
  const drift = driftReport(model, version, window, day.date);
  const performance = performanceReport(model, version, { profiles, cohorts }, window.counts, day.date);
  return {
    drift,
    dataQuality: checkDataQuality(
      reference,
      window.counts ?? emptyLike(reference.profile),
      await refusedValues(
        store,
        definition.name,
        refusedSince(profiles, window, day.date),
        day.date,
        rejected.checks,
      ),
      new Set(drift.features.filter(({ drifted }) => drifted).map(({ feature }) => feature)),
    ),
    performance,
    decision: decide({
      date: day.date,
      trainedAt: definition.trained_at,
      drift: [
        ...drift.features.map((one) => finding('feature', one.feature, one)),
        finding('score', 'score', drift.score),
        finding('class_balance', 'class_balance', drift.class_balance),
      ],
      accuracy: performance.trends,
      gap: performance.window?.mature ? performance.window.gap : null,
    }),
  };
}

const finding = (
  kind: 'feature' | 'score' | 'class_balance',
  name: string,
  { kl_divergence: kl, verdict, drifted }: DriftReport['score'],
) => ({ kind, name, kl, verdict, drifted });
