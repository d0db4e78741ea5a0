import type { Cohort } from '../archive/cohort.ts';
import { delayQuantile } from '../archive/delays.ts';
import { type HistoryBand, history } from '../decision/history.ts';
import { type AccuracyTrends, accuracyTrends, newestMature } from '../decision/maturity.ts';
import { outcomeMaturityDays } from '../model/maturity.ts';
import {
  type EstimatedPerformance,
  estimateConfidence,
  estimatePerformance,
} from '../performance/estimate.ts';
import { type ReviewerAgreement, reviewerAgreement } from '../performance/reviewer-agreement.ts';
import { firstEventBin } from '../performance/scored-outcomes.ts';
import type { Profile, ProfileCounts } from '../profile/profile.ts';
import { seededRandom } from '../statistics/random.ts';
import { addDays } from './dates.ts';
import type { MonitoredModel } from './job.ts';
import { type DayPerformance, dayPerformances } from './performance-days.ts';
import { type LabelledWindow, labelledWindow } from './performance-window.ts';

/** How good the answers of one version are, as far as outcomes tell, and what the scores promise. */
export interface PerformanceReport {
  version: string;
  reference_accuracy: number;
  /** The newest date whose outcomes have had their time to come. Younger cohorts are provisional and decide nothing. */
  mature_until: string;
  /** Those of the last 30 days that have predictions or outcomes, by date. */
  days: DayPerformance[];
  /** The newest day of this version that has outcomes. */
  newest_labelled: DayPerformance | null;
  trends: AccuracyTrends;
  /** Null without any outcome. */
  window: LabelledWindow | null;
  /** From the scores of all predictions of the drift window alone; null without them, or where the scores do not bear it. */
  estimated: EstimatedPerformance | null;
  /** Why nothing is estimated. */
  not_estimated: 'no_predictions' | 'scores_not_calibrated' | null;
  /** KL band against the change of accuracy, over the days that the decision looks at. */
  history: HistoryBand[];
  /** Of the outcomes of predictions of the last 30 days. */
  outcomes: OutcomeSummary;
}

export interface OutcomeSummary {
  received: number;
  /** Predictions whose outcomes disagree. */
  contradicted: number;
  /** Of those that count. */
  sources: Record<string, number>;
  /** Seconds within which this share of the outcomes came, rounded up to a bound; null without outcomes. */
  delay_seconds: { median: number | null; p90: number | null };
  reviewers: ReviewerAgreement;
}

const SHOWN_DAYS = 30;

const firstShown = (date: string): string => addDays(date, 1 - SHOWN_DAYS);

/** How many days of stored profiles and cohorts the report needs. */
export const performanceDays = (maturityDays: number): number => maturityDays + 35;

/** `profiles` and `cohorts` as of the end of the date, sorted by it; `window` are the predictions of the drift window. */
export function performanceReport(
  model: MonitoredModel,
  version: string,
  { profiles, cohorts }: { profiles: readonly Profile[]; cohorts: readonly Cohort[] },
  window: ProfileCounts | null,
  date: string,
): PerformanceReport {
  const labelled = cohorts.flatMap(({ profiles: all }) =>
    all.filter((of) => of.version === version && of.reference === model.reference.hash),
  );
  return {
    ...performanceOf(model, version, { profiles, labelled }, window, date),
    outcomes: outcomeSummary(cohorts.filter((of) => of.date >= firstShown(date))),
  };
}

/** The same of profiles alone; all are of the version and over the reference's bins. */
export function performanceOf(
  model: MonitoredModel,
  version: string,
  { profiles, labelled }: { profiles: readonly Profile[]; labelled: readonly Profile[] },
  window: ProfileCounts | null,
  date: string,
): Omit<PerformanceReport, 'outcomes'> {
  const { definition, reference } = model;
  const maturityDays = outcomeMaturityDays(definition);
  const mature = newestMature(date, maturityDays);
  const days = dayPerformances(model, profiles, labelled, date, mature);
  const estimated = window && window.rows > 0 ? estimate(model, window, `${version} ${date}`) : null;
  const proportion = { successes: reference.performance.correct, rows: reference.performance.rows };
  return {
    version,
    reference_accuracy: reference.performance.accuracy,
    mature_until: mature,
    days: days.filter((of) => of.date >= firstShown(date)),
    newest_labelled: days.findLast((day) => day.labelled > 0) ?? null,
    trends: accuracyTrends(days, proportion, date, maturityDays),
    window: labelledWindow(model, profiles, labelled, date, mature),
    estimated,
    not_estimated: estimated ? null : window?.rows ? 'scores_not_calibrated' : 'no_predictions',
    history: history(
      days.map(({ date: of, kl_divergence: kl, accuracy, mature: isMature }) => ({
        date: of,
        kl,
        accuracy_change: accuracy === null || !isMature ? null : accuracy - reference.performance.accuracy,
      })),
    ),
  };
}

/** What the scores of these rows promise. */
function estimate(
  { definition, reference }: MonitoredModel,
  { score }: ProfileCounts,
  seed: string,
): EstimatedPerformance | null {
  const { calibration, bins } = reference;
  if (!calibration) return null;
  if (definition.task === 'multiclass') return estimateConfidence(calibration, score.counts);
  const rows = { rows: score.counts, eventFrom: firstEventBin(definition, bins.score) };
  return estimatePerformance(seededRandom(`estimate of ${definition.name} ${seed}`), calibration, rows);
}

function outcomeSummary(cohorts: readonly Cohort[]): OutcomeSummary {
  const sources: Record<string, number> = {};
  const delays: number[] = [];
  for (const cohort of cohorts) {
    for (const [source, count] of Object.entries(cohort.sources))
      sources[source] = (Object.hasOwn(sources, source) ? sources[source]! : 0) + count;
    cohort.delays.forEach((count, i) => {
      delays[i] = (delays[i] ?? 0) + count;
    });
  }
  const seconds = (share: number) => {
    const bound = delayQuantile(delays, share);
    return bound === Number.POSITIVE_INFINITY ? null : bound;
  };
  return {
    received: cohorts.reduce((sum, { outcomes }) => sum + outcomes, 0),
    contradicted: cohorts.reduce((sum, { contradicted }) => sum + contradicted, 0),
    sources: Object.fromEntries(Object.entries(sources).sort(([a], [b]) => (a < b ? -1 : 1))),
    delay_seconds: { median: seconds(0.5), p90: seconds(0.9) },
    reviewers: reviewerAgreement(cohorts.map(({ reviews }) => reviews)),
  };
}
