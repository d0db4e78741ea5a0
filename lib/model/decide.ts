import type { ClassLabel, ModelDefinition } from './definition.ts';

export interface Prediction {
  label: ClassLabel;
  /** Probability of the positive class; of the answered class where there are more than two. */
  score: number;
  /** In the order of the model's classes. */
  probabilities: number[];
}

/** The answer that follows from the probabilities: by the threshold for two classes, else the most probable class. */
export function decide(definition: ModelDefinition, probabilities: number[]): Prediction {
  const { classes, task } = definition;
  if (task === 'binary') {
    const positive = classes.indexOf(definition.positive_class!);
    const score = probabilities[positive]!;
    const label = classes[score >= definition.threshold! ? positive : 1 - positive]!;
    return { label, score, probabilities };
  }
  const score = Math.max(...probabilities);
  return { label: classes[probabilities.indexOf(score)]!, score, probabilities };
}
