import { WINDOW_DAYS, type WindowDays } from '../drift/window.ts';
import { type AdjustedAccuracy, adjustedAccuracy } from '../performance/adjusted-accuracy.ts';
import { type Coverage, coverage } from '../performance/coverage.ts';
import { type Gap, performanceGap } from '../performance/gap.ts';
import { identifiable } from '../performance/identifiable.ts';
import { type RealisedPerformance, realisedPerformance } from '../performance/realised.ts';
import { differenceStandardError } from '../performance/sampling-error.ts';
import { scoredOutcomes } from '../performance/scored-outcomes.ts';
import { mergeProfiles } from '../profile/merge.ts';
import type { Profile, ProfileCounts } from '../profile/profile.ts';
import { type FeatureChange, featureChanges } from '../root-cause/feature-changes.ts';
import { type Segment, segments } from '../root-cause/segments.ts';
import { MINIMUM_ROWS } from '../statistics/kl-band.ts';
import { seededRandom } from '../statistics/random.ts';
import { addDays } from './dates.ts';
import type { MonitoredModel } from './job.ts';

/** What the outcomes of a window of predictions tell. */
export interface LabelledWindow {
  days: WindowDays;
  from: string;
  to: string;
  /** Of mature dates only; otherwise provisional: too few mature outcomes are there, and nothing is decided by it. */
  mature: boolean;
  realised: RealisedPerformance;
  /** Accuracy − that of the reference, and its standard error, the reference's own included. */
  accuracy_change: number;
  accuracy_change_standard_error: number | null;
  /** Null where the predictions of one of the days are not known. */
  coverage: Coverage | null;
  adjusted_accuracy: AdjustedAccuracy | null;
  /** Realised against estimated over the same rows; null where nothing is estimated. */
  gap: Gap | null;
  /** By class, over the same rows. */
  class_balance: { class: string; predicted: number; actual: number }[];
  /** Why accuracy changed. */
  root_cause: {
    features: FeatureChange[];
    /** The most certain changes first, 20 at most. */
    segments: Segment[];
    /** How many of all segments are a cause. */
    causes: number;
  };
}

const SHOWN_SEGMENTS = 20;

/**
 * The shortest of 1, 7 and 30 mature days with at least 100 outcomes; without one the longest up to `date`, provisional.
 * Null without outcomes. All profiles are of one version and over the reference's bins.
 */
export function labelledWindow(
  model: MonitoredModel,
  profiles: readonly Profile[],
  labelled: readonly Profile[],
  date: string,
  mature: string,
): LabelledWindow | null {
  const span = (days: WindowDays, to: string) => ({ days, from: addDays(to, 1 - days), to });
  const candidates = [
    ...WINDOW_DAYS.map((days) => ({ ...span(days, mature), mature: true, minimum: MINIMUM_ROWS })),
    ...WINDOW_DAYS.map((days) => ({ ...span(days, date), mature: false, minimum: MINIMUM_ROWS })),
    { ...span(30, date), mature: false, minimum: 1 },
  ];
  for (const { minimum, ...window } of candidates) {
    const within = ({ date: of }: Profile) => of >= window.from && of <= window.to;
    const counts = sum(labelled.filter(within));
    if (counts && counts.rows >= minimum) {
      const predictions = allKnown(profiles, labelled.filter(within)) ? sum(profiles.filter(within)) : null;
      return { ...window, ...findings(model, counts, predictions, `${date} ${window.days}`) };
    }
  }
  return null;
}

/** Of every day with outcomes all predictions are known too. */
const allKnown = (profiles: readonly Profile[], labelled: readonly Profile[]): boolean =>
  labelled.every(({ date, rows }) => profiles.some((day) => day.date === date && day.rows >= rows));

const sum = (profiles: readonly ProfileCounts[]): ProfileCounts | null =>
  profiles.reduce<ProfileCounts | null>((all, of) => (all ? mergeProfiles(all, of) : of), null);

function findings(
  { definition, reference }: MonitoredModel,
  labelled: ProfileCounts,
  predictions: ProfileCounts | null,
  seed: string,
): Omit<LabelledWindow, 'days' | 'from' | 'to' | 'mature'> {
  const labels = labelled.labels!;
  const random = seededRandom(`performance of ${definition.name} ${seed}`);
  const outcomes = scoredOutcomes(definition, reference.bins.score, labels);
  const realised = realisedPerformance(random, definition, reference.bins.score, { ...labelled, labels });
  const { accuracy, row_deviations, rows } = reference.performance;
  const deviation = row_deviations.accuracy;
  const actual = (label: string) =>
    Object.values(labels.confusion[label] ?? {}).reduce((total, count) => total + count, 0);
  const found = segments(reference.bins, reference.profile.labels.pairs, labels.pairs);
  const covered =
    predictions &&
    coverage({
      predictions: { byClass: predictions.predicted, byScore: predictions.score.counts },
      labelled: { byClass: labelled.predicted, byScore: labelled.score.counts },
      eventFrom: outcomes.eventFrom,
    });
  return {
    realised: covered ? identifiable(realised, covered) : realised,
    accuracy_change: realised.accuracy! - accuracy,
    accuracy_change_standard_error:
      deviation === null ? null : differenceStandardError(deviation, labelled.rows, rows),
    coverage: covered,
    adjusted_accuracy:
      predictions &&
      adjustedAccuracy(
        predictions.score.counts,
        labelled.score.counts,
        labels.score_correct,
        outcomes.eventFrom,
      ),
    gap: reference.calibration && performanceGap(reference.calibration, outcomes),
    class_balance: definition.classes.map(String).map((label) => ({
      class: label,
      predicted: Object.hasOwn(labelled.predicted, label) ? labelled.predicted[label]! : 0,
      actual: actual(label),
    })),
    root_cause: {
      features: featureChanges(reference.profile, { ...labelled, labels }),
      segments: found.slice(0, SHOWN_SEGMENTS),
      causes: found.filter(({ cause }) => cause).length,
    },
  };
}
