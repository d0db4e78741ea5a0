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

/** The model's answer to each row, labelled or not, in order. @throws InferenceError */
export async function predictRows<Row extends Pick<LabelledRow, 'features'>>(
  session: Session,
  rows: readonly Row[],
): Promise<(Row & Prediction)[]> {
  const predicted: (Row & Prediction)[] = [];
  for (let start = 0; start < rows.length; start += ROWS_A_CALL) {
    const part = rows.slice(start, start + ROWS_A_CALL);
    const predictions = await session.predict(part.map(({ features }) => features));
    for (const [i, prediction] of predictions.entries()) {
      const row = part[i]!;
      const features = { ...row.features, ...session.derive(row.features) };
      predicted.push({ ...row, features, ...prediction });
    }
  }
  return predicted;
}
