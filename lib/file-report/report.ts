import type { HoldoutValidation } from '../model/validate-holdout.ts';
import { aboutModel } from '../nightly/about-model.ts';
import type { DriftReport } from '../nightly/drift-report.ts';
import { findings } from '../nightly/findings.ts';
import { fileHeadline } from '../nightly/headline.ts';
import type { MonitoredModel } from '../nightly/job.ts';
import { type PerformanceReport, performanceOf } from '../nightly/performance-report.ts';
import type { Report } from '../nightly/report.ts';
import { validation } from '../nightly/validation.ts';
import type { Profile, ProfileCounts } from '../profile/profile.ts';
import type { FileContents } from './profile-file.ts';

/** The rows of a file against the reference, as `Report` has those of a day. */
export interface FileReport
  extends Pick<
    Report,
    | 'model'
    | 'definition'
    | 'reference'
    | 'meanings'
    | 'unprofiled'
    | 'headline'
    | 'decision'
    | 'validation'
    | 'data_quality'
  > {
  format: 1;
  file: string;
  /** When they were compared. */
  date: string;
  rows: {
    /** That fit the model. */
    used: number;
    /** Of them. */
    labelled: number;
    /** Column of the labels. */
    label: string;
    refused: number;
    /** Where the first of those are, and what is wrong with them. */
    refusals: string[];
  };
  drift: Pick<DriftReport, 'state' | 'features' | 'score' | 'class_balance'>;
  performance: Pick<PerformanceReport, 'reference_accuracy' | 'window' | 'estimated' | 'not_estimated'>;
}

/** A file's labels are all that there will be: they are mature at once. */
export async function fileReport(
  { definition, reference }: MonitoredModel,
  { profile, labelled, refusals, refused }: FileContents,
  { file, label, date }: { file: string; label: string; date: string },
  validate: () => Promise<HoldoutValidation>,
): Promise<FileReport> {
  const { version } = definition;
  const model = { definition: { ...definition, outcome_maturity_days: 0 }, reference };
  const asOfToday = (counts: ProfileCounts): Profile => ({
    format: 1,
    model: definition.name,
    version,
    date,
    reference: reference.hash,
    ...counts,
  });
  const profiles = { profiles: [asOfToday(profile)], labelled: labelled ? [asOfToday(labelled)] : [] };
  const performance = performanceOf(model, version, profiles, profile, date);
  const window = { days: 1, name: '1d', from: date, to: date, profiles: 1, counts: profile } as const;
  // Not by date: what is found in a file is the same tomorrow.
  const found = findings(model, version, date, { window, refused, performance }, 'file');
  const { state, features, score, class_balance } = found.drift;
  const { reference_accuracy, estimated, not_estimated } = performance;
  return {
    format: 1,
    ...aboutModel(model),
    file,
    date,
    headline: fileHeadline(definition.name, found),
    rows: {
      used: profile.rows,
      labelled: labelled?.rows ?? 0,
      label,
      refused: refusals.count,
      refusals: [...refusals.shown],
    },
    decision: found.decision,
    validation: await validation(found.decision, validate),
    drift: { state, features, score, class_balance },
    data_quality: found.dataQuality,
    performance: { reference_accuracy, window: performance.window, estimated, not_estimated },
  };
}
