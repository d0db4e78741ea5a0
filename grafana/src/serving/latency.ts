import type { Section } from '../dashboard.ts';
import { OF } from '../expression.ts';
import { heatmap } from '../panels/heatmap.ts';
import { timeSeries } from '../panels/time-series.ts';
import { buckets, lines } from '../target.ts';
import { badFrom } from '../threshold.ts';

const quantile = (share: number): string =>
  `histogram_quantile(${share}, sum by (le) (rate(model_prediction_latency_seconds_bucket{${OF}}[$window]))) >= 0`;

export const latency = (): Section => [
  'Latency',
  heatmap(
    {
      title: 'Latency of successful requests',
      description:
        'How many took how long, from the start of the handler until the record is cut. A second band above the first: cold starts, or large batches.',
      unit: 's',
      width: 12,
    },
    buckets(`sum by (le) (increase(model_prediction_latency_seconds_bucket{${OF}}[$__rate_interval]))`),
  ),
  timeSeries(
    {
      title: 'Latency quantiles',
      description:
        'Over the window. ModelLatencyHigh alerts when p95 of 5 minutes is above 2 s. Then look whether commits are slow (the store) or environments are new (cold starts), below.',
      unit: 's',
      width: 12,
      min: 0,
      thresholds: badFrom(2),
    },
    lines(quantile(0.5), 'p50'),
    lines(quantile(0.95), 'p95'),
    lines(quantile(0.99), 'p99'),
  ),
];
