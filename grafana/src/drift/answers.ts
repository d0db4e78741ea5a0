import type { Section } from '../dashboard.ts';
import { OF } from '../expression.ts';
import { YES_IS_BAD } from '../mapping.ts';
import { stateTimeline } from '../panels/state-timeline.ts';
import { timeSeries } from '../panels/time-series.ts';
import { lines } from '../target.ts';
import { goodFrom } from '../threshold.ts';

export const answers = (): Section => [
  'Answers',
  timeSeries(
    {
      title: 'Prediction shift',
      description:
        'Distance of the scores from those of the reference: Jensen-Shannon, 0 to 1, and Kullback-Leibler, in nats. Shifted scores without drifted features: combinations changed, look at the segments on Performance.',
      unit: 'none',
      width: 8,
      min: 0,
    },
    lines(`prediction_distribution_shift{${OF}}`, 'scores, Jensen-Shannon'),
    lines(`prediction_kl_divergence{${OF}}`, 'scores, KL'),
    lines(`class_balance_kl_divergence{${OF}}`, 'classes, KL'),
  ),
  timeSeries(
    {
      title: 'Adjusted p-values of the answers',
      description: 'How often chance alone gives such a divergence. Below 0.05 it counts as drift.',
      unit: 'none',
      width: 8,
      min: 0,
      max: 1,
      thresholds: goodFrom(0.05),
    },
    lines(`prediction_drift_p_value_adjusted{${OF}}`, 'scores'),
    lines(`class_balance_drift_p_value_adjusted{${OF}}`, 'classes'),
    lines(`prediction_drift_p_value{${OF}}`, 'scores, raw'),
    lines(`class_balance_drift_p_value{${OF}}`, 'classes, raw'),
  ),
  stateTimeline(
    {
      title: 'Answers drifted',
      description: 'In each report. PredictionShift alerts while the scores do: see its runbook.',
      unit: 'none',
      width: 8,
      mappings: YES_IS_BAD,
    },
    lines(`prediction_drift_detected{${OF}}`, 'scores'),
    lines(`class_balance_drift_detected{${OF}}`, 'classes'),
  ),
];
