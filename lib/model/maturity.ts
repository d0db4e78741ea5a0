import type { ModelDefinition } from './definition.ts';

const DEFAULT_DAYS = 30;

/** Days after a prediction by which most outcomes are known. */
export const outcomeMaturityDays = ({ outcome_maturity_days: days }: ModelDefinition): number =>
  days ?? DEFAULT_DAYS;
