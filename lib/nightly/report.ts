import type { SkipReason } from '../archive/contents.ts';
import type { Rejections } from '../archive/rejections.ts';
import type { LogName } from '../archive/segments.ts';
import type { DecisionRecord } from '../decision/decide.ts';
import type { QualityCheck } from '../drift/quality-check.ts';
import type { HoldoutValidation } from '../model/validate-holdout.ts';
import type { DriftBand } from '../statistics/kl-band.ts';
import type { DriftReport } from './drift-report.ts';
import type { PerformanceReport } from './performance-report.ts';

/** `reports/model=<m>/dt=<d>/report.json`. The same log and outcomes give the same bytes. */
export interface Report {
  format: 2;
  model: string;
  date: string;
  /** The day was over when its log was read; else there is more to come. */
  complete: boolean;
  /** Verdict and decision in one sentence. */
  headline: string;
  /** As deployed when the report was made; where that version did not answer, of the one that is judged. */
  definition: { version: string; trained_at: string };
  reference: { version: string; source: string; rows: number; hash: string };
  /** Absent in reports that are older. */
  meanings?: Meanings | undefined;
  read: ReadReport;
  /** Outcomes are null where an hourly run did not look at them. */
  counts: { predictions: number; outcomes: number | null };
  rejected: Rejections;
  /** Features without drift statistics, and why. */
  unprofiled: { feature: string; reason: string }[];
  /** By version that answered that day. */
  versions: VersionReport[];
  /** The version whose numbers are the day's: the deployed one if it answered, else the one that answered most. */
  current: string | null;
  /** What is found of the other versions that answered. */
  others: OtherVersion[];
  decision: DecisionRecord;
  /** What the model answers on its held-out rows; null when the decision does not ask for it. */
  validation: HoldoutValidation | { error: string } | null;
  drift: DriftReport;
  data_quality: QualityCheck[];
  performance: PerformanceReport & {
    /** Cohorts that received outcomes that day, with all outcomes that they have. */
    cohorts: CohortReport[];
    /** The newest cohort, up to this date, that has outcomes. */
    newest: CohortReport | null;
  };
}

/** What codes are called to people, as the model's definition says. */
export interface Meanings {
  classes: Record<string, string>;
  /** By feature. */
  categories: Record<string, Record<string, string>>;
}

/** What the job read of the day's log. */
export interface ReadReport {
  segments: Record<LogName, number>;
  /** Lines of all models, headers included. */
  lines: number;
  /** Lines of this model, or of no model that could be told, that were not used. */
  skipped: Record<SkipReason, number>;
}

export interface OtherVersion {
  version: string;
  /** Of the day. */
  predictions: number;
  /** Null where it is not known what this version is compared to. */
  findings:
    | (Pick<Report, 'headline' | 'decision' | 'drift' | 'data_quality'> & { performance: PerformanceReport })
    | null;
}

export interface VersionReport {
  version: string;
  predictions: number;
  /** `no_reference`: it is not known what this version is compared to, so it is not judged. */
  state: 'insufficient_data' | 'sufficient' | 'no_reference';
  class_balance: ClassShare[];
  /** In the order of the model's features; numbers of a text in its place. */
  features: FeatureReport[];
  /** Jensen–Shannon distance between the score distributions of reference and day. */
  prediction_distribution_shift: number | null;
}

export interface ClassShare {
  class: string;
  count: number;
  share: number | null;
  /** Of the answers on the reference rows. */
  reference_share: number;
  /** Of the training labels. */
  training_share: number | null;
}

export interface FeatureReport {
  feature: string;
  rows: number;
  missing: number;
  kl_divergence: number;
  band: DriftBand;
}

export interface CohortReport extends Performance {
  date: string;
  /** Outcomes received, duplicates and corrections included. */
  outcomes: number;
  /** Predictions of that date; null where that day has not been processed. */
  predictions: number | null;
  /** Labelled share of them. */
  coverage: number | null;
  versions: ({ version: string } & Performance)[];
}

export interface Performance {
  labelled: number;
  correct: number;
  accuracy: number | null;
  /** Wilson, 95 %. */
  accuracy_interval: [number, number] | null;
}
