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
 * the model does not have has the probability 0.
 */
export function labelErrors({ classes, positive }: LabelSource): { squaredError: string; logLoss: string } {
  const is = (label: string) => `actual = ${stringLiteral(label)}`;
  if (positive !== undefined) {
    const error = `(score - CASE WHEN ${is(positive)} THEN 1E0 ELSE 0E0 END)`;
    return {
      squaredError: `${error} * ${error}`,
      logLoss: negativeLog(`CASE WHEN ${is(positive)} THEN score ELSE 1E0 - score END`),
    };
  }
  const error = (label: string, i: number) =>
    `(probabilities[${i + 1}] - CASE WHEN ${is(label)} THEN 1E0 ELSE 0E0 END)`;
  const ofActual = classes.map((label, i) => `WHEN ${is(label)} THEN probabilities[${i + 1}]`);
  return {
    squaredError: classes.map((label, i) => `${error(label, i)} * ${error(label, i)}`).join(' + '),
    logLoss: negativeLog(`CASE ${ofActual.join(' ')} ELSE 0E0 END`),
  };
}

const negativeLog = (p: string): string => `-ln(greatest(${SMALLEST}, least(1E0 - ${SMALLEST}, ${p})))`;
