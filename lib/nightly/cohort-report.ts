import type { Cohort } from '../archive/cohort.ts';
import { correctRows, type Profile } from '../profile/profile.ts';
import { accuracy } from '../statistics/accuracy.ts';
import { wilsonInterval } from '../statistics/wilson.ts';
import type { CohortReport, Performance } from './report.ts';

/** How good one date's predictions were. `predictions`: how many that date has, null when that is not known. */
export function cohortReport({ date, outcomes, profiles }: Cohort, predictions: number | null): CohortReport {
  const versions = profiles.map((profile) => ({ version: profile.version, ...performance([profile]) }));
  const all = performance(profiles);
  return {
    date,
    outcomes,
    predictions,
    coverage: predictions === null || predictions === 0 ? null : all.labelled / predictions,
    ...all,
    versions,
  };
}

function performance(profiles: readonly Profile[]): Performance {
  const labelled = profiles.reduce((sum, { rows }) => sum + rows, 0);
  const correct = profiles.reduce((sum, { labels }) => sum + correctRows(labels!), 0);
  return {
    labelled,
    correct,
    accuracy: accuracy(correct, labelled),
    accuracy_interval: wilsonInterval(correct, labelled),
  };
}
