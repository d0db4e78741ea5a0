import type { QualityCheck } from '../drift/quality-check.ts';
import { type Rolling, WINDOW } from '../feedback/recent.ts';
import type { LabelledWindow } from '../nightly/performance-window.ts';
import type { Report } from '../nightly/report.ts';
import { wilsonInterval } from '../statistics/wilson.ts';
import type { LastRun } from './last-run.ts';
import { type MonitoredDay, monitoredDays } from './monitored-days.ts';

/** How a model is doing, from what is stored. What is not known is null. */
export interface Monitor {
  model: string;
  /** As deployed. */
  version: string;
  /** The model's dashboard. */
  grafana_url: string | null;
  last_run: LastRun | null;
  rolling: RollingAccuracy;
  /** The newest report; null before there is one. */
  latest: LatestReport | null;
  /** Days that have a report for people, the newest first. */
  reports: { date: string; url: string }[];
}

/** Over the last predictions that an outcome came for, at most `window`. */
export interface RollingAccuracy {
  window: number;
  predictions: number;
  correct: number;
  accuracy: number | null;
  /** Wilson, 95 %. */
  accuracy_interval: [number, number] | null;
}

/** What the view needs of a report; members of the same name are the report's own. */
export interface LatestReport
  extends Pick<
    Report,
    | 'date'
    | 'complete'
    | 'headline'
    | 'decision'
    | 'validation'
    | 'counts'
    | 'current'
    | 'drift'
    | 'unprofiled'
  > {
  reference: Pick<Report['reference'], 'version' | 'rows'> & { accuracy: number };
  /** Jensen–Shannon distance between the scores of the reference and of the day. */
  prediction_distribution_shift: number | null;
  data_quality: QualityAlarm[];
  /** The newest date whose outcomes have had their time to come. */
  mature_until: string;
  /** Every date, in order. */
  days: MonitoredDay[];
  /** Of the predictions of those days. */
  coverage: { predictions: number; labelled: number; coverage: number | null };
  /** Of the outcomes of predictions of the last 30 days. */
  outcomes: Pick<Report['performance']['outcomes'], 'received' | 'delay_seconds' | 'sources'>;
  realised: RealisedWindow | null;
  /** Accuracy by the scores of all predictions of the drift window. */
  estimated: { value: number | null; standard_error: number | null } | null;
}

/** A check of data quality that alarms. */
export interface QualityAlarm
  extends Pick<QualityCheck, 'check' | 'feature' | 'violations' | 'values' | 'share'> {
  reference_share: number | null;
}

/** What the outcomes of the window tell that the decision looks at. */
export interface RealisedWindow
  extends Pick<LabelledWindow, 'days' | 'from' | 'to' | 'mature' | 'accuracy_change'> {
  labelled: number;
  accuracy: number | null;
  accuracy_interval: [number, number] | null;
}

export const rollingAccuracy = ({ outcomes, correct }: Rolling): RollingAccuracy => ({
  window: WINDOW,
  predictions: outcomes,
  correct,
  accuracy: outcomes === 0 ? null : correct / outcomes,
  accuracy_interval: wilsonInterval(correct, outcomes),
});

/** `reported` are the dates that have a report. */
export function latestReport(report: Report, days: number, reported: ReadonlySet<string>): LatestReport {
  const { date, complete, headline, decision, validation, counts, current, drift, unprofiled } = report;
  const { reference, performance, versions, data_quality: checks } = report;
  const { reference_accuracy: accuracy, mature_until, outcomes, window, estimated } = performance;
  const shown = monitoredDays(report, days, reported);
  return {
    date,
    complete,
    headline,
    decision,
    validation,
    counts,
    current,
    reference: { version: reference.version, rows: reference.rows, accuracy },
    drift,
    prediction_distribution_shift:
      versions.find(({ version }) => version === current)?.prediction_distribution_shift ?? null,
    data_quality: checks.filter(({ alarm }) => alarm).map(qualityAlarm),
    unprofiled,
    mature_until,
    days: shown,
    coverage: coverageOf(shown),
    outcomes: {
      received: outcomes.received,
      delay_seconds: outcomes.delay_seconds,
      sources: outcomes.sources,
    },
    realised: window && realisedWindow(window),
    estimated: estimated?.accuracy ?? null,
  };
}

const qualityAlarm = ({
  check,
  feature,
  violations,
  values,
  share,
  referenceShare,
}: QualityCheck): QualityAlarm => ({
  check,
  feature,
  violations,
  values,
  share,
  reference_share: referenceShare,
});

function coverageOf(days: readonly MonitoredDay[]): LatestReport['coverage'] {
  const predictions = days.reduce((sum, day) => sum + day.predictions, 0);
  const labelled = days.reduce((sum, day) => sum + day.labelled, 0);
  return { predictions, labelled, coverage: predictions === 0 ? null : labelled / predictions };
}

const realisedWindow = ({
  days,
  from,
  to,
  mature,
  realised,
  accuracy_change,
}: LabelledWindow): RealisedWindow => ({
  days,
  from,
  to,
  mature,
  labelled: realised.labelled,
  accuracy: realised.accuracy,
  accuracy_interval: realised.accuracy_interval,
  accuracy_change,
});
