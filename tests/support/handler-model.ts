import type { ModelDefinition } from '../../lib/model/definition.ts';

/** A model definition that is right in everything but what a test changes. */
export const handlerModel = (change: Partial<ModelDefinition> = {}): ModelDefinition => ({
  name: 'm',
  version: '1.0.0',
  description: 'A model of the tests',
  task: 'binary',
  trained_at: '2026-10-01T00:00:00Z',
  features: [{ name: 'age', type: 'integer', description: 'years' }],
  classes: [0, 1],
  positive_class: 1,
  threshold: 0.5,
  probabilities_output: 'probabilities',
  feature_importance: { age: 1 },
  training: {
    rows: 100,
    accuracy: 0.8,
    loss: 0.4,
    precision: 0.8,
    recall: 0.8,
    f1: 0.8,
    class_ratio: { '0': 0.4, '1': 0.6 },
  },
  ...change,
});
