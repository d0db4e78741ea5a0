import type { FeatureValues } from '../log/record.ts';
import type { Prediction } from './decide.ts';
import type { ClassLabel } from './definition.ts';
import type { Session } from './session.ts';

const ROWS_A_CALL = 1000;

/** What a model is asked, and what was true. */
export interface LabelledRow {
  features: FeatureValues;
  actual: ClassLabel;
}

/** With the model's answer; its features with the numbers of its texts. */
export type PredictedRow = LabelledRow & Prediction;

/** The model's answer to each row, in order. @throws InferenceError */
export async function predictLabelled(
  session: Session,
  rows: readonly LabelledRow[],
): Promise<PredictedRow[]> {
  const predicted: PredictedRow[] = [];
  for (let start = 0; start < rows.length; start += ROWS_A_CALL) {
    const part = rows.slice(start, start + ROWS_A_CALL);
    const predictions = await session.predict(part.map(({ features }) => features));
    for (const [i, prediction] of predictions.entries()) {
      const { features, actual } = part[i]!;
      predicted.push({ features: { ...features, ...session.derive(features) }, actual, ...prediction });
    }
  }
  return predicted;
}
