import type { OutcomeSource, SourceKind } from './source.ts';

/** The functions whose logs have outcomes. */
export const OUTCOME_FUNCTIONS = ['feedback', 'outcomes'] as const;
export type OutcomeFunction = (typeof OUTCOME_FUNCTIONS)[number];

/** The function that takes what sources of a kind say. */
const TAKEN_BY: Readonly<Record<SourceKind, OutcomeFunction>> = {
  api: 'feedback',
  reviewer: 'feedback',
  file: 'outcomes',
  database: 'outcomes',
  queue: 'outcomes',
  http: 'outcomes',
};

/** The sources whose outcomes lie in the log of a function. */
export const sourcesOf = (
  functionName: OutcomeFunction,
  sources: readonly OutcomeSource[],
): OutcomeSource[] => sources.filter(({ kind }) => TAKEN_BY[kind] === functionName);
