import type { DecisionRecord } from '../decision/decide.ts';
import type { HoldoutValidation } from '../model/validate-holdout.ts';

/** Runs the model over its held-out rows where the decision asks for it. That it cannot be run is a finding too. */
export async function validation(
  { decision }: DecisionRecord,
  validate: () => Promise<HoldoutValidation>,
): Promise<HoldoutValidation | { error: string } | null> {
  if (decision !== 'validate' && decision !== 'retrain') return null;
  try {
    return await validate();
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
