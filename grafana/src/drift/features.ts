import type { Section } from '../dashboard.ts';
import { OF as OF_MODEL } from '../expression.ts';
import { VERDICTS } from '../mapping.ts';
import { barGauge } from '../panels/bar-gauge.ts';
import { colored, decimals, unit } from '../panels/property.ts';
import { stateTimeline } from '../panels/state-timeline.ts';
import { type Column, joined } from '../panels/table.ts';
import { timeSeries } from '../panels/time-series.ts';
import { lines, rows, values } from '../target.ts';
import { badFrom, goodFrom } from '../threshold.ts';

const OF = `${OF_MODEL}, feature=~"$feature"`;
const of = (metric: string) => rows(`max by (feature) (${metric}{${OF}})`);

const columns: Column[] = [
  ['feature', 'Feature'],
  ['Value #A', 'Verdict', ...colored(VERDICTS)],
  ['Value #B', 'KL', decimals(3), ...colored(badFrom(0.1, 0.5))],
  ['Value #C', 'Accuracy change', unit('percentunit'), decimals(1)],
  ['Value #D', 'Adjusted p', decimals(3)],
  ['Value #E', 'Importance', decimals(3)],
  ['Value #F', 'Impact', decimals(3)],
  ['Value #G', 'PSI', decimals(3)],
  ['Value #H', 'JS distance', decimals(3)],
  ['Value #I', 'KS', decimals(3)],
  ['Value #J', 'Wasserstein', decimals(3)],
];

export const features = (): Section => [
  'Features',
  timeSeries(
    {
      title: 'KL divergence',
      description:
        'From the reference, in nats. Below 0.1 minimal, to 0.5 moderate, above significant. One feature that jumps: ask its source what changed that day. All of them: other customers, or another reference is due.',
      unit: 'none',
      width: 12,
      min: 0,
      thresholds: badFrom(0.1, 0.5),
    },
    lines(`feature_kl_divergence{${OF}}`, '{{feature}}'),
  ),
  timeSeries(
    {
      title: 'Adjusted p-values',
      description:
        'How often chance alone gives such a KL, adjusted for the number of features. Below 0.05 it counts as drift; above, do not act on the KL.',
      unit: 'none',
      width: 12,
      min: 0,
      max: 1,
      thresholds: goodFrom(0.05),
    },
    lines(`feature_drift_p_value_adjusted{${OF}}`, '{{feature}}'),
  ),
  stateTimeline(
    {
      title: 'Verdicts',
      description:
        'Of each report. Moderate or significant for days on end: mend the source, or train on newer rows.',
      unit: 'none',
      width: 12,
      mappings: VERDICTS,
    },
    lines(`feature_drift_severity{${OF}}`, '{{feature}}'),
  ),
  barGauge(
    {
      title: 'Impact',
      description:
        "The feature's share of all importances times its KL; numbers of a text have no importance, so it is their KL. Begin with the largest: it is where drift can cost accuracy.",
      unit: 'none',
      width: 6,
      min: 0,
      decimals: 3,
      none: 'none drifted',
    },
    values(`sort_desc(max by (feature) (feature_drift_impact{${OF}}))`, '{{feature}}'),
  ),
  barGauge(
    {
      title: 'Importance',
      description:
        'By permutation, as in the definition of the model. Drift of an unimportant feature can wait.',
      unit: 'none',
      width: 6,
      none: 'the model has none',
    },
    values(`sort_desc(max by (feature) (feature_importance{${OF}}))`, '{{feature}}'),
  ),
  joined(
    {
      title: 'KL × accuracy change',
      description:
        'Accuracy change is what became of accuracy because values of the feature became more or less frequent; it needs outcomes. High KL and a loss: this feature is why, mend it or train again. High KL without a loss: watch. A loss without KL: look at the segments on Performance.',
      unit: 'none',
      width: 24,
      height: 10,
    },
    'feature',
    columns,
    of('feature_drift_severity'),
    of('feature_kl_divergence'),
    of('feature_accuracy_change'),
    of('feature_drift_p_value_adjusted'),
    of('feature_importance'),
    of('feature_drift_impact'),
    of('feature_population_stability_index'),
    of('feature_js_distance'),
    of('feature_ks_statistic'),
    of('feature_wasserstein_distance'),
  ).sortBy([{ build: () => ({ displayName: 'KL', desc: true }) }]),
  timeSeries(
    {
      title: 'Raw p-values',
      description: 'Bootstrap, before they are adjusted. Useful where one feature alone is in question.',
      unit: 'none',
      width: 12,
      min: 0,
      max: 1,
      thresholds: goodFrom(0.05),
    },
    lines(`feature_drift_p_value{${OF}}`, '{{feature}}'),
  ),
  timeSeries(
    {
      title: 'Features that drifted',
      description:
        'How many have a moderate or significant verdict. Many at once have one cause: look upstream of all of them.',
      unit: 'short',
      width: 12,
      min: 0,
      decimals: 0,
    },
    lines(`sum(feature_drift_detected{${OF}})`, 'drifted'),
  ),
];
