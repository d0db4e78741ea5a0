import { counted, percent } from './numbers.ts';

export type Validation =
  | { rows: number; accuracy: number; recorded_accuracy: number; agrees: boolean }
  | { error: string };

/** Whether it was found to be the model that was trained. */
export const isValid = (of: Validation): boolean => 'agrees' in of && of.agrees;

/**
 * What the model's answers to its held-out rows say. Where the accuracies do not agree, with as many digits as
 * model.json has: they may differ in the last.
 */
export function validationSentence(of: Validation): string {
  if ('error' in of) return `The model could not be validated on its held-out rows: ${of.error}`;
  const digits = of.agrees ? 1 : 4;
  const accuracy = percent(of.accuracy, digits);
  const rows = counted(of.rows, 'held-out row');
  return of.agrees
    ? `Validated: the deployed model still has an accuracy of ${accuracy} on ${rows}, as when it was trained. What changed is the data.`
    : `The deployed model has an accuracy of ${accuracy} on ${rows}, not ${percent(of.recorded_accuracy, digits)} as recorded when it was trained: it is not the model that was trained.`;
}
