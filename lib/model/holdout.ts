import { type LabelledRow, type PredictedRow, predictRows } from './predict-rows.ts';
import { type ModelFolder, textOfArtefact } from './registry.ts';
import { openSession } from './session.ts';

export const HOLDOUT = 'holdout.ndjson';

/** Runs the ONNX model of a folder over its held-out rows. @throws Error when there are none or the model cannot run */
export async function predictHoldout(folder: ModelFolder): Promise<PredictedRow[]> {
  const text = await textOfArtefact(folder, HOLDOUT);
  // A line's own score is the trainer's and not used here: production runs the ONNX model.
  const rows = text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as LabelledRow]));
  return predictRows(await openSession(folder), rows);
}
