import type { Section } from '../dashboard.ts';
import { OF } from '../expression.ts';
import { VERDICTS, YES_OR_NO } from '../mapping.ts';
import { decision } from '../panels/decision.ts';
import { stat } from '../panels/stat.ts';
import { values } from '../target.ts';
import { badFrom } from '../threshold.ts';

export const sample = (): Section => [
  'The newest report',
  stat(
    {
      title: 'Verdict',
      description:
        'Of the feature that drifted most: significant is KL above 0.5, moderate above 0.1, both only where chance does not explain it. Moderate or worse: find the feature below, then its source.',
      unit: 'none',
      width: 4,
      mappings: VERDICTS,
      none: 'no report yet',
    },
    values(`max(feature_drift_severity{${OF}}) or max(drift_sample_sufficient{${OF}} == 0) - 1`, 'verdict'),
  ),
  decision(),
  stat(
    {
      title: 'Enough predictions',
      description:
        'Whether 1, 7 or 30 days have enough predictions to be judged. Without, nothing is said of drift, and that is no alert.',
      unit: 'none',
      width: 4,
      mappings: YES_OR_NO,
      none: 'no report yet',
    },
    values(`max(drift_sample_sufficient{${OF}})`, 'sufficient'),
  ),
  stat(
    {
      title: 'Days of the drift window',
      description:
        'Days that were judged: the fewest of 1, 7 and 30 that have enough predictions. With 30, a change of today is diluted: look at the bins on Churn (or any model).',
      unit: 'none', // as days Grafana shows 30 of them as 4 weeks
      width: 4,
      decimals: 0,
      none: 'no report yet',
    },
    values(`max(drift_window_days{${OF}})`, 'days'),
  ),
  stat(
    {
      title: 'Predictions in it',
      description:
        'Of the version that the reference is of. With few, only large drift can be told from chance.',
      unit: 'short',
      width: 4,
      decimals: 0,
      none: 'no report yet',
    },
    values(`max(drift_window_predictions{${OF}})`, 'predictions'),
  ),
  stat(
    {
      title: 'Largest KL',
      description:
        'Of all features. FeatureDrift alerts above 0.1, FeatureDriftSignificant above 0.5, if chance does not explain it.',
      unit: 'none',
      width: 4,
      decimals: 3,
      thresholds: badFrom(0.1, 0.5),
      none: 'too little data',
    },
    values(`max(feature_kl_divergence{${OF}})`, 'KL'),
  ),
];
