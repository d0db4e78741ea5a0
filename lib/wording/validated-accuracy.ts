import { counted, percent } from './numbers.ts';

/**
 * What is said of a validation's accuracies. Where they do not agree, with as many digits as model.json has: they may
 * differ in the last.
 */
export function validatedAccuracy(of: {
  rows: number;
  accuracy: number;
  recorded_accuracy: number;
  agrees: boolean;
}): Record<'accuracy' | 'recorded' | 'rows', string> {
  const digits = of.agrees ? 1 : 4;
  return {
    accuracy: percent(of.accuracy, digits),
    recorded: percent(of.recorded_accuracy, digits),
    rows: counted(of.rows, 'held-out row'),
  };
}
