import type { Section } from '../dashboard.ts';
import { OF } from '../expression.ts';
import { barGauge } from '../panels/bar-gauge.ts';
import { gauge } from '../panels/gauge.ts';
import { stacked } from '../panels/stacked.ts';
import { bucketsNow, lines } from '../target.ts';

export const answers = (): Section => [
  'Answers and inputs',
  stacked(
    {
      title: 'Predictions by class',
      description:
        'A second, over the window; each row of a batch counts. A class that vanishes: look at Drift.',
      unit: 'cps',
      width: 8,
      min: 0,
    },
    lines(`sum by (class) (rate(model_predictions_by_class_total{${OF}}[$window]))`, '{{class}}'),
  ),
  barGauge(
    {
      title: 'Scores',
      description:
        'Predictions in the time range by their score, up to the bound beside the bar. Of the positive class; with more than two classes, of the answered one. Many near 0.5: the model is unsure, and people should review.',
      unit: 'short',
      width: 8,
      decimals: 0,
      min: 0,
    },
    bucketsNow(`sum by (le) (increase(model_prediction_values_bucket{${OF}}[$__range]))`),
  ),
  gauge(
    {
      title: 'Features, last value seen',
      description:
        'Between the smallest and the largest of the time range. One that stands still while requests come, or sits at an end: ask who sends it. Distributions are on Churn (or any model).',
      unit: 'short',
      width: 8,
    },
    lines(
      `max by (feature) (label_replace({__name__=~"model_feature_.+", ${OF}}, "feature", "$1", "__name__", "model_feature_(.+)"))`,
      '{{feature}}',
    ),
  ),
];
