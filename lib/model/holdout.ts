import type { FeatureValues } from '../log/record.ts';
import type { Prediction } from './decide.ts';
import type { ClassLabel } from './definition.ts';
import { type ModelFolder, textOfArtefact } from './registry.ts';
import { openSession } from './session.ts';

export const HOLDOUT = 'holdout.ndjson';
const ROWS_A_CALL = 1000;

/** A line of `holdout.ndjson`. Its score is the trainer's own and not used here: production runs the ONNX model. */
interface HoldoutRow {
  features: FeatureValues;
  actual: ClassLabel;
}

/** A held-out row with the model's answer; its features with the numbers of its texts. */
export type PredictedHoldoutRow = HoldoutRow & Prediction;

/** Runs the ONNX model of a folder over its held-out rows. @throws Error when there are none or the model cannot run */
export async function predictHoldout(folder: ModelFolder): Promise<PredictedHoldoutRow[]> {
  const text = await textOfArtefact(folder, HOLDOUT);
  const holdout = text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as HoldoutRow]));
  const session = await openSession(folder);
  const rows: PredictedHoldoutRow[] = [];
  for (let start = 0; start < holdout.length; start += ROWS_A_CALL) {
    const part = holdout.slice(start, start + ROWS_A_CALL);
    const predictions = await session.predict(part.map(({ features }) => features));
    for (const [i, prediction] of predictions.entries()) {
      const { features, actual } = part[i]!;
      rows.push({ features: { ...features, ...session.derive(features) }, actual, ...prediction });
    }
  }
  return rows;
}
