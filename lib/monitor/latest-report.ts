import type { QualityCheck } from '../drift/quality-check.ts';
import type { LabelledWindow } from '../nightly/performance-window.ts';
import type { Report } from '../nightly/report.ts';
import type { LatestReport, MonitoredDay, QualityAlarm, RealisedWindow } from './answer.ts';
import { monitoredDays } from './monitored-days.ts';

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
    not_estimated: performance.not_estimated,
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
  const counted = days.filter((day) => day.labelled !== null);
  const predictions = counted.reduce((sum, day) => sum + day.predictions, 0);
  const labelled = counted.reduce((sum, day) => sum + day.labelled!, 0);
  const coverage = predictions === 0 ? null : labelled / predictions;
  return { days: counted.length, predictions, labelled, coverage };
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
