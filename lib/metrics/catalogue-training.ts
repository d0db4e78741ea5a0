import type { MetricDefinition } from './definition.ts';

const gauge = (name: string, help: string, labelNames: string[] = []): MetricDefinition => ({
  name: `model_training_${name}`,
  help,
  type: 'gauge',
  labelNames,
});

/**
 * Pushed by `models/train/push.py` in the group of the model: the model's own values without a `step`, and while and
 * after it grows one more series per step. The script has the same help texts and labels, which a test compares.
 */
export const TRAINING_GAUGES: readonly MetricDefinition[] = [
  gauge('accuracy', 'Share of the holdout rows that the model classified right when it was trained', [
    'step',
  ]),
  gauge('loss', 'Log loss of the model on the holdout rows when it was trained', ['step']),
  gauge('step', 'Last step of the training run that has ended, as in the label step'),
  gauge('precision', 'Precision of the positive class on the holdout rows when the model was trained'),
  gauge('recall', 'Recall of the positive class on the holdout rows when the model was trained'),
  gauge('f1', 'F1 of the positive class on the holdout rows when the model was trained'),
  gauge('class_ratio', 'Share of the class in the rows the model was trained on', ['class']),
];
