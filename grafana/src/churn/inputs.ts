import type { Section } from '../dashboard.ts';
import { OF } from '../expression.ts';
import { barChart } from '../panels/bar-chart.ts';
import { timeSeries } from '../panels/time-series.ts';
import { lines, rows } from '../target.ts';
import { badFrom } from '../threshold.ts';

export const inputs = (): Section => [
  '1. Inputs of the most important features',
  barChart(
    {
      title: '$feature',
      description:
        'Share of rows in each bin, in the reference and in the drift window. The most important feature comes first. Bars that moved: ask the source of the feature, before any outcome can tell.',
      unit: 'percentunit',
      width: 24,
      min: 0,
      none: 'too little data',
    },
    { group: 'bin', bar: 'set' },
    rows(`max by (bin, set) (feature_bin_share{${OF}, feature=~"$feature"})`),
  )
    .repeat('feature')
    .repeatDirection('h')
    .maxPerRow(3),
  timeSeries(
    {
      title: 'KL of these features',
      description:
        'Since when they moved. Above the lines: moderate and significant, if chance does not explain it; Drift says.',
      unit: 'none',
      width: 12,
      min: 0,
      thresholds: badFrom(0.1, 0.5),
    },
    lines(`max by (feature) (feature_kl_divergence{${OF}, feature=~"$feature"})`, '{{feature}}'),
  ),
  barChart(
    {
      title: 'Missing values',
      description:
        'Share of rows without a value, of these features. More in production: a source does not deliver.',
      unit: 'percentunit',
      width: 12,
      min: 0,
      none: 'too little data',
    },
    { group: 'feature', bar: 'set' },
    rows(`max by (feature, set) (feature_missing_ratio{${OF}, feature=~"$feature"})`),
  ),
];
