import type { ModelDefinition } from '../model/definition.ts';

/**
 * How unsure a model is, to the hundredth, so that among about equally unsure answers the oldest can be first: 1 minus
 * the distance of the score from the threshold; where there are more than two classes, 1 minus the highest probability.
 */
export function uncertainty({ task, threshold }: ModelDefinition, score: number): number {
  const exact = task === 'binary' ? 1 - Math.abs(score - threshold!) : 1 - score;
  return Math.round(exact * 100) / 100;
}
