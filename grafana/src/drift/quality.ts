import type { Section } from '../dashboard.ts';
import { OF } from '../expression.ts';
import { YES_IS_BAD } from '../mapping.ts';
import { stateTimeline } from '../panels/state-timeline.ts';
import { timeSeries } from '../panels/time-series.ts';
import { lines } from '../target.ts';

export const quality = (): Section => [
  'Data quality',
  timeSeries(
    {
      title: 'Values that violate a check',
      description:
        'Share of the values of the drift window, and of refused ones. Type and category checks that rise: a source changed its format or its codes.',
      unit: 'percentunit',
      width: 8,
      min: 0,
    },
    lines(`data_quality_violation_ratio{${OF}, check!="baseline_drift_check"} > 0`, '{{check}} {{feature}}'),
  ),
  stateTimeline(
    {
      title: 'Checks that alarm',
      description:
        'Where violations are 5 points above the reference and chance does not explain it. DataQuality alerts on it: see its runbook.',
      unit: 'none',
      width: 8,
      mappings: YES_IS_BAD,
    },
    lines(
      `data_quality_alarm{${OF}, check!="baseline_drift_check"} and on (feature, check) max_over_time(data_quality_alarm{${OF}}[$__range]) == 1`,
      '{{check}} {{feature}}',
    ),
    lines(`max(data_quality_alarm{${OF}, check!="baseline_drift_check"})`, 'any'),
  ),
  timeSeries(
    {
      title: 'Missing values, against the reference',
      description:
        'Share of rows without a value, production minus reference. Above 0: a source delivers less than it did.',
      unit: 'percentunit',
      width: 8,
    },
    lines(
      `feature_missing_ratio{${OF}, feature=~"$feature", set="production"} - ignoring (set) feature_missing_ratio{${OF}, feature=~"$feature", set="reference"}`,
      '{{feature}}',
    ),
  ),
];
