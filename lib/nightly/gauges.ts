import { SKIP_REASONS } from '../archive/contents.ts';
import { NIGHTLY_METRICS } from '../metrics/catalogue-nightly.ts';
import type { MetricDefinition } from '../metrics/definition.ts';
import type { Sample } from '../metrics/sample.ts';
import type { Report } from './report.ts';

/** The window of the newest cohort: one day of predictions. */
const WINDOW = '1d';

/** The gauges of a model, from its newest report. */
export function nightlySamples(
  report: Report,
  run: { finishedAtSeconds: number; durationSeconds: number },
): Sample[] {
  const metrics = NIGHTLY_METRICS;
  const current = report.versions.find(({ version }) => version === report.current);
  const newest = report.performance.newest;
  const window = { window: WINDOW };
  return [
    ...(current?.state === 'sufficient'
      ? [
          ...current.features.map(({ feature, kl_divergence }) =>
            sample(metrics.kl, kl_divergence, { feature }),
          ),
          sample(metrics.shift, current.prediction_distribution_shift),
        ]
      : []),
    sample(metrics.sufficient, current?.state === 'sufficient' ? 1 : 0),
    ...defined(
      (current?.class_balance ?? []).map(
        (of) => [metrics.classRatio, of.share, { class: of.class }] as const,
      ),
    ),
    ...defined([
      [metrics.accuracy, newest?.accuracy ?? null, window],
      [metrics.accuracyCoverage, newest?.coverage ?? null, window],
    ]),
    sample(metrics.accuracyOutcomes, newest?.labelled ?? 0, window),
    sample(metrics.predictions, report.counts.predictions),
    sample(metrics.outcomes, report.counts.outcomes),
    ...SKIP_REASONS.map((reason) => sample(metrics.skipped, report.read.skipped[reason], { reason })),
    sample(metrics.duration, run.durationSeconds),
    sample(metrics.lastSuccess, run.finishedAtSeconds),
  ];
}

const sample = ({ name }: MetricDefinition, value: number, labels: Record<string, string> = {}): Sample => ({
  name,
  labels,
  value,
});

type Maybe = readonly [metric: MetricDefinition, value: number | null, labels: Record<string, string>];

const defined = (samples: readonly Maybe[]): Sample[] =>
  samples.flatMap(([metric, value, labels]) => (value === null ? [] : [sample(metric, value, labels)]));
