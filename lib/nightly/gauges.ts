import { SKIP_REASONS } from '../archive/contents.ts';
import { JOB_METRICS as METRICS } from '../metrics/catalogue-nightly.ts';
import type { Sample } from '../metrics/sample.ts';
import { driftSamples } from './gauges-drift.ts';
import { performanceSamples } from './gauges-performance.ts';
import type { Report } from './report.ts';
import { sampleOf } from './samples.ts';

/** The gauges of a model from its newest report; the last two are those of the run that made it final. */
export const nightlySamples = (report: Report): Sample[] => [
  ...driftSamples(report),
  ...performanceSamples(report),
  ...sampleOf(METRICS.predictions, report.counts.predictions),
  ...sampleOf(METRICS.outcomes, report.counts.outcomes),
  ...sampleOf(METRICS.processed, report.counts.predictions + report.counts.outcomes),
  ...sampleOf(METRICS.rejected, rejected(report)),
  ...SKIP_REASONS.flatMap((reason) => sampleOf(METRICS.skipped, report.read.skipped[reason], { reason })),
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
