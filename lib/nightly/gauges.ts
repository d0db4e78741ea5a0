import { SKIP_REASONS } from '../archive/contents.ts';
import { JOB_METRICS as METRICS } from '../metrics/catalogue-nightly.ts';
import type { Sample } from '../metrics/sample.ts';
import { driftSamples } from './gauges-drift.ts';
import { performanceSamples } from './gauges-performance.ts';
import type { Report } from './report.ts';
import { sampleOf } from './samples.ts';

/** The gauges of a model from its newest report, and the counts of the newest day that was over. */
export const nightlySamples = (report: Report, counted: Report): Sample[] => [
  ...driftSamples(report),
  ...performanceSamples(report),
  ...sampleOf(METRICS.predictions, counted.counts.predictions),
  ...sampleOf(METRICS.outcomes, counted.counts.outcomes),
  ...sampleOf(METRICS.processed, counted.counts.predictions + (counted.counts.outcomes ?? 0)),
  ...sampleOf(METRICS.rejected, rejected(counted)),
  ...SKIP_REASONS.flatMap((reason) => sampleOf(METRICS.skipped, counted.read.skipped[reason], { reason })),
];

/** Of the job itself. */
export const runSamples = (run: { finishedAtSeconds: number; durationSeconds: number }): Sample[] => [
  ...sampleOf(METRICS.duration, run.durationSeconds),
  ...sampleOf(METRICS.lastSuccess, run.finishedAtSeconds),
];

export const isRunSample = ({ name }: Sample): boolean =>
  name === METRICS.duration.name || name === METRICS.lastSuccess.name;

const rejected = ({ rejected: { requests, outcomes } }: Report): number =>
  [...Object.values(requests), ...Object.values(outcomes)].reduce((sum, count) => sum + count, 0);
