import type { Section } from '../dashboard.ts';
import { OF } from '../expression.ts';
import { YES_IS_BAD } from '../mapping.ts';
import { band, LOWER, UPPER } from '../panels/band.ts';
import { stateTimeline } from '../panels/state-timeline.ts';
import { timeSeries } from '../panels/time-series.ts';
import { lines } from '../target.ts';

export const estimated = (): Section => [
  'Realised and estimated',
  band(
    {
      title: 'Realised against estimated accuracy',
      description:
        'The estimate is what the scores promise, without outcomes; the band is two standard errors. Realised below it for days: the world behind the scores changed (concept drift), train again. The estimate falls first where outcomes are late.',
      unit: 'percentunit',
      width: 12,
      max: 1,
    },
    lines(`max(model_accuracy{${OF}, window="30d"})`, 'realised, 30 days'),
    lines(`max(model_accuracy_post_stratified{${OF}})`, 'realised, weighted as all predictions'),
    lines(`max(model_estimated_accuracy{${OF}})`, 'estimated'),
    lines(
      `max(model_estimated_accuracy{${OF}}) - 2 * max(model_estimated_accuracy_standard_error{${OF}})`,
      LOWER!,
    ),
    lines(
      `max(model_estimated_accuracy{${OF}}) + 2 * max(model_estimated_accuracy_standard_error{${OF}})`,
      UPPER!,
    ),
  ),
  timeSeries(
    {
      title: 'Gap, in standard errors and points',
      description:
        'Realised minus estimated accuracy of the same rows. PerformanceGap alerts where chance does not explain it: see its runbook.',
      unit: 'none',
      width: 6,
    },
    lines(`max(model_performance_gap_z{${OF}})`, 'z'),
    lines(`100 * max(model_performance_gap{${OF}})`, 'points'),
  ),
  stateTimeline(
    {
      title: 'Gap alerts',
      description:
        'In each report: by accuracy, or by one range of the scores. Yes: the scores are not worth what they were.',
      unit: 'none',
      width: 6,
      mappings: YES_IS_BAD,
    },
    lines(`max(model_performance_gap_detected{${OF}})`, 'gap'),
  ),
];
