import type { DecisionRecord } from '../decision/decide.ts';
import type { QualityCheckName } from '../drift/quality-check.ts';
import type { DriftVerdict } from '../drift/verdict.ts';

/*
 * The answer of `GET /monitor/{model}`. It says nothing of how it was made, so that the page can be checked against it;
 * what has the name of a member of the report is that member. What is not known is null.
 */

/** How a model is doing. */
export interface Monitor {
  model: string;
  /** As deployed. */
  version: string;
  /** The model's dashboard. */
  grafana_url: string | null;
  /** The last nightly run that did the model. */
  last_run: LastRun | null;
  rolling: RollingAccuracy;
  /** The newest report; null before there is one. */
  latest: LatestReport | null;
  /** Days that have a report for people, the newest first. */
  reports: ReportLink[];
}

export interface LastRun {
  /** ISO 8601. */
  finished_at: string;
  duration_seconds: number;
}

export interface ReportLink {
  date: string;
  /** Path of the page. */
  url: string;
}

type Interval = [number, number] | null;

/** Over the last predictions that an outcome came for, at most `window`. */
export interface RollingAccuracy {
  window: number;
  predictions: number;
  correct: number;
  accuracy: number | null;
  /** Wilson, 95 %. */
  accuracy_interval: Interval;
}

/** What a report says. */
export interface LatestReport {
  date: string;
  /** The day was over. */
  complete: boolean;
  headline: string;
  decision: DecisionRecord;
  validation:
    | { rows: number; accuracy: number; recorded_accuracy: number; agrees: boolean }
    | { error: string }
    | null;
  counts: { predictions: number; outcomes: number | null };
  /** The version that the numbers of the day are of. */
  current: string | null;
  reference: { version: string; rows: number; accuracy: number };
  drift: Drift;
  /** Jensen–Shannon distance between the scores of the reference and of the day. */
  prediction_distribution_shift: number | null;
  /** Checks that alarm. */
  data_quality: QualityAlarm[];
  unprofiled: { feature: string; reason: string }[];
  /** The newest date whose outcomes have had their time to come. */
  mature_until: string;
  /** Every date, in order. */
  days: MonitoredDay[];
  /** Of the predictions of those of these days whose outcomes were counted. */
  coverage: { days: number; predictions: number; labelled: number; coverage: number | null };
  /** Of the outcomes of predictions of the last 30 days. */
  outcomes: {
    received: number;
    delay_seconds: { median: number | null; p90: number | null };
    sources: Record<string, number>;
  };
  realised: RealisedWindow | null;
  /** Accuracy by the scores of all predictions of the drift window. */
  estimated: Estimated | null;
  /** Why nothing is estimated. */
  not_estimated: 'no_predictions' | 'scores_not_calibrated' | null;
}

export interface Estimated {
  value: number | null;
  standard_error: number | null;
}

/** What the outcomes of the window tell that the decision looks at. */
export interface RealisedWindow {
  days: number;
  from: string;
  to: string;
  mature: boolean;
  labelled: number;
  accuracy: number | null;
  accuracy_interval: Interval;
  /** From the reference. */
  accuracy_change: number;
}

/** A calendar date. Without data its counts are 0, and what would follow from them is null. */
export interface MonitoredDay {
  date: string;
  predictions: number;
  /** Null while the outcomes of the running day are not counted, which is done in the night. */
  labelled: number | null;
  correct: number;
  accuracy: number | null;
  accuracy_interval: Interval;
  /** Outcomes have had their time to come. */
  mature: boolean;
  estimated_accuracy: Estimated | null;
  /** The largest of the features. */
  kl_divergence: number | null;
  /** There is a report of the day. */
  reported: boolean;
}

export interface Drift {
  version: string;
  window: { days: number; name: string; from: string; to: string; predictions: number };
  state: 'insufficient_data' | 'sufficient';
  /** The largest impact first. */
  features: FeatureDrift[];
  score: Distribution;
  class_balance: Distribution;
}

export interface Distribution {
  kl_divergence: number;
  psi: number;
  js_distance: number;
  p_value: number | null;
  p_value_adjusted: number | null;
  verdict: DriftVerdict;
  drifted: boolean;
  /** Rows by bin. */
  distribution: Bin[];
}

export interface Bin {
  bin: string;
  reference: number;
  production: number;
}

export interface FeatureDrift extends Distribution {
  feature: string;
  importance: number | null;
  impact: number | null;
  missing: { reference: number; production: number };
}

export interface QualityAlarm {
  check: QualityCheckName;
  /** Null where it is about fields that the model does not have. */
  feature: string | null;
  violations: number;
  /** That were looked at. */
  values: number;
  share: number | null;
  reference_share: number | null;
}
