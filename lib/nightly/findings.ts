import { type DecisionRecord, decide } from '../decision/decide.ts';
import { qualityFindings } from '../decision/quality-reason.ts';
import { checkDataQuality, type RefusedValues } from '../drift/data-quality.ts';
import type { QualityCheck } from '../drift/quality-check.ts';
import type { Window } from '../drift/window.ts';
import { emptyLike } from '../profile/empty.ts';
import { type DriftReport, driftReport } from './drift-report.ts';
import type { MonitoredModel } from './job.ts';
import type { PerformanceReport } from './performance-report.ts';

/** What the predictions and outcomes of one version tell. */
export interface Findings<Performance = PerformanceReport> {
  drift: DriftReport;
  dataQuality: QualityCheck[];
  performance: Performance;
  decision: DecisionRecord;
}

/**
 * Drift and data quality of a window, and what to do on `date`.
 * @param refused what values were refused for, which the window does not have
 * @param seed of what is drawn at random
 */
export function findings<Performance extends Pick<PerformanceReport, 'trends' | 'window'>>(
  model: MonitoredModel,
  version: string,
  date: string,
  {
    window,
    refused,
    performance,
  }: { window: Window; refused: readonly RefusedValues[]; performance: Performance },
  seed: string,
): Findings<Performance> {
  const { definition, reference } = model;
  const drift = driftReport(model, version, window, seed);
  const dataQuality = checkDataQuality(
    reference,
    window.counts ?? emptyLike(reference.profile),
    refused,
    new Set(drift.features.filter(({ drifted }) => drifted).map(({ feature }) => feature)),
  );
  return {
    drift,
    dataQuality,
    performance,
    decision: decide({
      date,
      trainedAt: definition.trained_at,
      drift: [
        ...drift.features.map((one) => finding('feature', one.feature, one)),
        finding('score', 'score', drift.score),
        finding('class_balance', 'class_balance', drift.class_balance),
      ],
      quality: qualityFindings(dataQuality),
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
