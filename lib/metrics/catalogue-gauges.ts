import type { ModelDefinition } from '../model/definition.ts';
import { storedFeatures } from '../model/text-features.ts';
import type { MetricDefinition } from './definition.ts';

/** Gauges of a model that serving and feedback publish, in the group of the function and the model. */
export const SERVING_GAUGES: readonly MetricDefinition[] = [
  {
    name: 'model_info',
    help: 'Always 1; the version of the model that answers now.',
    type: 'gauge',
    labelNames: ['version'],
  },
  {
    name: 'model_accuracy',
    help: 'Correct / total over the outcomes of a window; last_100: the last 100 predictions an outcome came for.',
    type: 'gauge',
    labelNames: ['window'],
  },
  {
    name: 'model_accuracy_outcomes',
    help: 'Number of outcomes that model_accuracy of the same window is computed from.',
    type: 'gauge',
    labelNames: ['window'],
  },
];

/** `model_feature_<feature>`: the last value seen of every feature that is a number, integer codes and the numbers of texts included. */
export const featureGauges = (definition: ModelDefinition): MetricDefinition[] =>
  storedFeatures(definition)
    .filter(({ type }) => type === 'number' || type === 'integer')
    .map(({ name }) => ({
      name: featureGaugeName(name),
      // Without the model's own description: one name has one help text on the whole gateway.
      help: `Last value seen of the feature ${name}.`,
      type: 'gauge',
      labelNames: [],
    }));

export const featureGaugeName = (feature: string): string => `model_feature_${feature}`;
