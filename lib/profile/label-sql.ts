import { stringLiteral } from './sql-text.ts';

/** The model's classes, for rows with an outcome. */
export interface LabelSource {
  classes: readonly string[];
  /** Of two classes, the one whose probability the score is. */
  positive?: string;
}

const SMALLEST = '1E-15';

/**
 * A labelled row's squared error and log loss as SQL, from `score`, `probabilities` and `actual`. An actual class that
 * the model does not have has the probability 0, and so has a class whose probability is missing.
 */
export function labelErrors({ classes, positive }: LabelSource): { squaredError: string; logLoss: string } {
  const is = (label: string) => `actual = ${stringLiteral(label)}`;
  if (positive !== undefined) {
    const error = `(score - CASE WHEN ${is(positive)} THEN 1E0 ELSE 0E0 END)`;
    return {
      squaredError: `coalesce(${error} * ${error}, 1E0)`,
      logLoss: negativeLog(`CASE WHEN ${is(positive)} THEN score ELSE 1E0 - score END`),
    };
  }
  const error = (label: string, i: number) =>
    `(${probability(i)} - CASE WHEN ${is(label)} THEN 1E0 ELSE 0E0 END)`;
  const ofActual = classes.map((label, i) => `WHEN ${is(label)} THEN ${probability(i)}`);
  return {
    squaredError: classes.map((label, i) => `${error(label, i)} * ${error(label, i)}`).join(' + '),
    logLoss: negativeLog(`CASE ${ofActual.join(' ')} ELSE 0E0 END`),
  };
}

const negativeLog = (p: string): string =>
  `-ln(greatest(${SMALLEST}, least(1E0 - ${SMALLEST}, coalesce(${p}, 0E0))))`;

/** Of the class with this index. Trino fails on a subscript beyond the end of an array; `element_at` is NULL there. */
export const element = (i: number): string => `element_at(probabilities, ${i + 1})`;

const probability = (i: number): string => `coalesce(${element(i)}, 0E0)`;
