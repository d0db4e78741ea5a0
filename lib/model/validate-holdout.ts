import { predictHoldout } from './holdout.ts';
import type { ModelFolder } from './registry.ts';

/** The accuracy in model.json has six digits. */
const TOLERANCE = 1e-6;

/** What the deployed model answers on its held-out rows, beside what was recorded when it was trained. */
export interface HoldoutValidation {
  rows: number;
  accuracy: number;
  recorded_accuracy: number;
  /** The model is what it was: what changed is the world. */
  agrees: boolean;
}

/** @throws Error when there are no held-out rows or the model cannot run */
export async function validateOnHoldout(folder: ModelFolder): Promise<HoldoutValidation> {
  const rows = await predictHoldout(folder);
  if (rows.length === 0) throw new Error(`${folder.definition.name}: expected held-out rows, got none`);
  const accuracy = rows.filter(({ label, actual }) => label === actual).length / rows.length;
  const recorded = folder.definition.training.accuracy;
  return {
    rows: rows.length,
    accuracy,
    recorded_accuracy: recorded,
    agrees: Math.abs(accuracy - recorded) <= TOLERANCE,
  };
}
